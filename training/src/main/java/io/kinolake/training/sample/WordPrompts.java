package io.kinolake.training.sample;

import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tiny.WordVectors;
import io.kinolake.schemas.Fingerprint;
import java.util.List;
import java.util.Optional;

/**
 * The words' vectors of the tiny feature set, and zeros for CLIP's tokens where a transformer takes
 * them, as training on that set has it.
 *
 * @param words the words' vectors
 * @param clipWidth width of CLIP's tokens
 */
record WordPrompts(WordVectors words, Optional<Integer> clipWidth) implements PromptEncoder {

  @Override
  public Fingerprint digest() {
    return Fingerprint.of("word-hash", words.words(), words.width());
  }

  @Override
  public List<EncodedText> encode(List<String> texts) {
    Optional<HostTensor> zeros = clipWidth.map(WordPrompts::zeros);
    return texts.stream().map(text -> new EncodedText(words.embed(text), zeros)).toList();
  }

  private static HostTensor zeros(int width) {
    int tokens = StepDitConfig.CLIP_TOKENS;
    return HostTensor.rounded(DType.BF16, Shape.of(tokens, width), new float[tokens * width]);
  }
}
