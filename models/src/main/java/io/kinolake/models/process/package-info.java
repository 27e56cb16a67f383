/**
 * Processes beside this one: child JVMs, and servers that are watched and started again; and how
 * servers are asked.
 */
package io.kinolake.models.process;
