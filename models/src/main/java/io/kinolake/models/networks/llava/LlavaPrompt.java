package io.kinolake.models.networks.llava;

import io.kinolake.models.image.RgbImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A prompt: token ids, among them one that stands for each picture, and the pictures in order. */
public final class LlavaPrompt {
  private final int[] ids;
  private final List<RgbImage> images;

  public LlavaPrompt(int[] ids, List<RgbImage> images) {
    this.ids = ids.clone();
    this.images = List.copyOf(images);
  }

  /** The token ids. */
  public IntStream ids() {
    return Arrays.stream(ids);
  }

  public List<RgbImage> images() {
    return images;
  }
}
