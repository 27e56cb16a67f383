package io.kinolake.schemas.tables;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the numbers of a tensor in a shard stand for values. */
public enum TensorEncoding {
  /** They are the values. */
  PLAIN,
  /**
   * U8 codes. A tensor of the same name with {@link #RANGE} behind it, F32 [..., 2], holds the
   * least value and the step of each run of numbers that follow one another: value = least + step ·
   * code. Runs are equally long: a plane of latents [frames, channels, height, width], a group of
   * columns of an embedding [tokens, width].
   */
  STEPS,
  /**
   * One value for each tile of {@value #TILE} × {@value #TILE} numbers of a plane, [frames,
   * channels, rows of tiles, columns of tiles], which all of the tile have. The last row and column
   * of tiles may be smaller.
   */
  TILES;

  /** Height and width of {@link #TILES}. */
  public static final int TILE = 8;

  /** Ends the name of the tensor that {@link #STEPS} needs beside its codes. */
  public static final String RANGE = "_range";

  /** As the manifest names it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * By the manifest's name.
   *
   * @throws IllegalArgumentException for another, which a newer version may know
   */
  public static TensorEncoding of(String text) {
    List<String> names = Arrays.stream(values()).map(TensorEncoding::text).toList();
    if (!names.contains(text)) {
      throw new IllegalArgumentException(
          "Unknown encoding of a tensor '%s'; there are %s".formatted(text, names));
    }
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
