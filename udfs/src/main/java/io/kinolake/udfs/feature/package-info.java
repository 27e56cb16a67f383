/**
 * The stage that fills {@code features}: selected clips and their captions become training samples
 * in shards. A {@link io.kinolake.udfs.feature.FeatureSet} says which frames and pictures a sample
 * takes and what encodes them; {@link io.kinolake.udfs.feature.LatentSamples} decodes a clip once
 * for all sets; {@link io.kinolake.udfs.feature.ShardWriter} stores samples.
 */
package io.kinolake.udfs.feature;
