/**
 * The lakehouse: Delta tables under one warehouse folder. The only package that knows Delta. Read
 * {@link io.kinolake.jobs.tables.Lake} first.
 */
package io.kinolake.jobs.tables;
