/**
 * The tables of the lakehouse, one class each: columns, codec and schema in one place. {@link
 * io.kinolake.schemas.tables.LakeTables} lists them.
 */
package io.kinolake.schemas.tables;
