/**
 * The lakehouse seen as a whole: {@link io.kinolake.jobs.meta.MetaView} joins all tables into one
 * row per clip, {@link io.kinolake.jobs.meta.QuarantineView} unites all failures, and {@link
 * io.kinolake.jobs.meta.Funnel} accounts for every source and clip. {@link
 * io.kinolake.jobs.meta.LakeViews} makes them known to SQL. Nothing here writes.
 */
package io.kinolake.jobs.meta;
