/**
 * What can go wrong, in stable codes that tables and reports count by. Read {@link
 * io.kinolake.schemas.failure.FailureCode} first.
 */
package io.kinolake.schemas.failure;
