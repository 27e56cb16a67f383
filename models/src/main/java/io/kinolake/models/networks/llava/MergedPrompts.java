package io.kinolake.models.networks.llava;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.Arrays;
import java.util.List;

/**
 * Where the words and the parts of pictures of several prompts go in one batch. Every picture takes
 * as many places as it has patches; shorter prompts are filled up at the end.
 */
final class MergedPrompts {
  private final int rows;
  private final int longest;
  private final long[] words;
  private final float[] wordMask;
  private final long[] patches;
  private final long[] lengths;

  private MergedPrompts(long[] lengths) {
    this.rows = lengths.length;
    this.lengths = lengths;
    this.longest = Math.toIntExact(Arrays.stream(lengths).max().orElse(0));
    this.words = new long[Math.multiplyExact(rows, longest)];
    this.wordMask = new float[words.length];
    this.patches = new long[words.length];
  }

  /**
   * Merges prompts. Pictures are counted through the batch.
   *
   * @param images number of pictures that there are
   * @param patchesOfImage places that a picture takes
   * @throws KinolakeException INTERNAL for no prompt, an empty one, an unknown id, or if the ids do
   *     not stand for as many pictures as there are
   */
  static MergedPrompts of(
      List<int[]> prompts, long images, LlavaConfig config, int patchesOfImage) {
    long[] lengths =
        prompts.stream()
            .mapToLong(
                ids ->
                    Arrays.stream(ids)
                        .mapToLong(id -> id == config.imageToken() ? patchesOfImage : 1)
                        .sum())
            .toArray();
    if (lengths.length == 0 || Arrays.stream(lengths).anyMatch(length -> length == 0)) {
      throw refused("there must be prompts, and none may be empty");
    }
    MergedPrompts merged = new MergedPrompts(lengths);
    long image = 0;
    for (int row = 0; row < prompts.size(); row++) {
      image = merged.place(row, prompts.get(row), image, config, patchesOfImage);
    }
    if (image != images) {
      throw refused("%d pictures were given, %d have a place".formatted(images, image));
    }
    return merged;
  }

  private long place(int row, int[] ids, long firstImage, LlavaConfig config, int patchesOfImage) {
    int at = row * longest;
    long image = firstImage;
    for (int id : ids) {
      if (id == config.imageToken()) {
        for (int patch = 0; patch < patchesOfImage; patch++) {
          patches[at++] = 1 + image * patchesOfImage + patch;
        }
        image++;
      } else if (id < 0 || id >= config.text().vocabulary()) {
        throw refused(
            "token id %d is outside the vocabulary of %d"
                .formatted(id, config.text().vocabulary()));
      } else {
        words[at] = id;
        wordMask[at++] = 1;
      }
    }
    return image;
  }

  int rows() {
    return rows;
  }

  /** Places of a prompt. */
  long length(int row) {
    return lengths[row];
  }

  /** Ids of words, zero where there is none: I32 [prompts, places]. */
  HostTensor words() {
    return HostTensor.integers(DType.I32, shape(), words);
  }

  /** One where there is a word, else zero: F32 [prompts, places]. */
  HostTensor wordMask() {
    return HostTensor.floats(shape(), wordMask);
  }

  /** One plus the number of the patch, counted through all pictures, else zero: I32. */
  HostTensor patches() {
    return HostTensor.integers(DType.I32, shape(), patches);
  }

  /** One where a prompt has something, zero where it is filled up: F32 [prompts, places]. */
  HostTensor visible() {
    float[] visible = new float[words.length];
    for (int row = 0; row < rows; row++) {
      Arrays.fill(visible, row * longest, row * longest + (int) lengths[row], 1);
    }
    return HostTensor.floats(shape(), visible);
  }

  /** The place of each prompt's last token: I32 [prompts]. */
  HostTensor last() {
    return HostTensor.integers(
        DType.I32, Shape.of(rows), Arrays.stream(lengths).map(length -> length - 1).toArray());
  }

  private Shape shape() {
    return Shape.of(rows, longest);
  }

  static KinolakeException refused(String problem) {
    return new KinolakeException(
        FailureCode.INTERNAL, "These are no prompts for LLaVA: %s.".formatted(problem));
  }
}
