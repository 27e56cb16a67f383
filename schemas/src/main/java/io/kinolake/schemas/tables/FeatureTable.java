package io.kinolake.schemas.tables;

import static io.kinolake.schemas.tables.ClipTable.CLIP_ID;
import static io.kinolake.schemas.tables.ClipTable.END_US;
import static io.kinolake.schemas.tables.ClipTable.SOURCE_URI;
import static io.kinolake.schemas.tables.ClipTable.START_US;
import static io.kinolake.schemas.tables.VideoTable.VIDEO_ID;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.RowCodec;
import io.kinolake.schemas.RowReader;
import io.kinolake.schemas.RowWriter;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The manifest of the feature shards: every tensor of every training sample. */
public final class FeatureTable {
  private FeatureTable() {}

  public static final Column<String> PART =
      Column.ofString("feature_part", "Share of the work: set.latents or set.text");
  public static final Column<String> FEATURE_SET =
      Column.ofString("feature_set", "Name of the settings under which the sample was made");
  public static final Column<String> TENSOR =
      Column.ofString("tensor", "What the tensor is: latent_mean, text, text_clip, ...");
  public static final Column<String> BUCKET =
      Column.ofString("bucket", "Latent frames x height x width, equal within a shard; or text");
  public static final Column<String> SHARD =
      Column.ofString("shard", "The safetensors file, below the folder shards of the warehouse");
  public static final Column<String> NAME =
      Column.ofString("tensor_name", "Name of the tensor within the shard");
  public static final Column<Long> OFFSET =
      Column.ofLong("offset_bytes", "Where the tensor's bytes begin in the file");
  public static final Column<Long> SIZE = Column.ofLong("size_bytes", "Length in bytes");
  public static final Column<String> DTYPE =
      Column.ofString("dtype", "Element type as in safetensors files: BF16, F32, U8, ...");
  public static final Column<List<Long>> SHAPE =
      Column.ofLongs("shape", "Extents, outermost first");
  public static final Column<Long> CRC32C =
      Column.ofLong("crc32c", "Checksum of the tensor's bytes, as an unsigned number");
  public static final Column<String> ENCODING =
      Column.ofString(
              "encoding",
              "How the numbers stand for values: steps or planes; null: they are values")
          .optional();
  public static final Column<String> SOURCE_VERSION =
      Column.ofString("source_version", "Digest of the content version of the source");
  public static final Column<String> CAPTION =
      Column.ofString("caption", "The text that was embedded; null for latents").optional();
  public static final Column<String> CAPTIONER =
      Column.ofString("captioner", "Who wrote that text; null for latents").optional();
  public static final Column<Map<String, Double>> SCORES =
      Column.ofDoubleMap("scores", "The clip's scores when the sample was made, by scorer");
  public static final Column<String> MODEL =
      Column.ofString("model", "Name and digest of what made the tensor");

  public static final TableSchema<Feature> SCHEMA =
      TableSchema.of(
              "features",
              "One tensor of one training sample, and where it lies",
              CLIP_ID,
              List.of(
                  CLIP_ID,
                  PART,
                  FEATURE_SET,
                  TENSOR,
                  BUCKET,
                  SHARD,
                  NAME,
                  OFFSET,
                  SIZE,
                  DTYPE,
                  SHAPE,
                  CRC32C,
                  VIDEO_ID,
                  SOURCE_URI,
                  SOURCE_VERSION,
                  START_US,
                  END_US,
                  CAPTION,
                  CAPTIONER,
                  SCORES,
                  MODEL,
                  ENCODING),
              new Codec())
          .withPart(PART);

  /** The part of a set's work that makes latents. */
  public static String latentsPart(String set) {
    return set + ".latents";
  }

  /** The part of a set's work that embeds captions. */
  public static String textPart(String set) {
    return set + ".text";
  }

  private static final class Codec implements RowCodec<Feature> {
    private static final long serialVersionUID = 1L;

    @Override
    public Feature read(RowReader row) {
      return new Feature(
          new ClipId(row.get(CLIP_ID)),
          row.get(PART),
          row.get(FEATURE_SET),
          row.get(TENSOR),
          row.get(BUCKET),
          new Feature.Place(
              row.get(SHARD),
              row.get(NAME),
              row.get(OFFSET),
              row.get(SIZE),
              row.get(DTYPE),
              row.get(SHAPE),
              row.get(CRC32C),
              row.find(ENCODING).map(TensorEncoding::of).orElse(TensorEncoding.PLAIN)),
          new Feature.Lineage(
              new VideoId(row.get(VIDEO_ID)),
              row.get(SOURCE_URI),
              row.get(SOURCE_VERSION),
              new TimeRange(row.get(START_US), row.get(END_US)),
              row.find(CAPTION),
              row.find(CAPTIONER),
              row.get(SCORES),
              row.get(MODEL)));
    }

    @Override
    public void write(Feature feature, RowWriter row) {
      writePlace(feature.place(), row);
      Feature.Lineage lineage = feature.lineage();
      row.set(CLIP_ID, feature.clip().value())
          .set(PART, feature.part())
          .set(FEATURE_SET, feature.featureSet())
          .set(TENSOR, feature.tensor())
          .set(BUCKET, feature.bucket())
          .set(VIDEO_ID, lineage.video().value())
          .set(SOURCE_URI, lineage.sourceUri())
          .set(SOURCE_VERSION, lineage.sourceVersion())
          .set(START_US, lineage.time().startUs())
          .set(END_US, lineage.time().endUs())
          .setIfPresent(CAPTION, lineage.caption())
          .setIfPresent(CAPTIONER, lineage.captioner())
          .set(SCORES, lineage.scores())
          .set(MODEL, lineage.model());
    }

    private static void writePlace(Feature.Place place, RowWriter row) {
      row.set(SHARD, place.shard())
          .set(NAME, place.name())
          .set(OFFSET, place.offsetBytes())
          .set(SIZE, place.sizeBytes())
          .set(DTYPE, place.dtype())
          .set(SHAPE, place.shape())
          .set(CRC32C, place.crc32c())
          .setIfPresent(
              ENCODING,
              Optional.of(place.encoding())
                  .filter(encoding -> encoding != TensorEncoding.PLAIN)
                  .map(TensorEncoding::text));
    }
  }
}
