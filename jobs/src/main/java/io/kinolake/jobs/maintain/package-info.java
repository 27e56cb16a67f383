/**
 * Keeps a warehouse small: {@link io.kinolake.jobs.maintain.Maintenance} compacts the tables,
 * removes what was retired long ago, and clears the folder of clips of what no row names.
 */
package io.kinolake.jobs.maintain;
