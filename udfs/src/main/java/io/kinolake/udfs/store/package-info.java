/**
 * Where media bytes lie: places ({@link io.kinolake.udfs.store.Location}), a port to open and write
 * them ({@link io.kinolake.udfs.store.MediaStore}), and its implementation for local files.
 */
package io.kinolake.udfs.store;
