/** Where media bytes lie: a port, and its implementation for local files. */
package io.kinolake.udfs.store;
