/** Processes beside this one: child JVMs, and servers that are watched and started again. */
package io.kinolake.models.process;
