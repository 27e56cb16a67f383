package io.kinolake.training.sample;

import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.TextEmbeddings;
import io.kinolake.models.networks.TextEncoder;
import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.networks.stepvideo.HunyuanClip;
import io.kinolake.models.networks.stepvideo.StepLlm;
import io.kinolake.models.networks.stepvideo.StepVideoTree;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tokenizer.Tokenizer;
import io.kinolake.schemas.Fingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Step-Video's two text encoders, one after the other in memory. */
final class StepVideoPrompts implements PromptEncoder {
  /** The most tokens of the language model, marks of start and end among them. */
  private static final int LLM_TOKENS = 320;

  private final StepLlm llm;
  private final HunyuanClip clip;
  private final NetworkOptions options;

  StepVideoPrompts(StepVideoTree tree, NetworkOptions options) {
    this.llm = tree.llm();
    this.clip = tree.clip();
    this.options = options;
  }

  @Override
  public Fingerprint digest() {
    return Fingerprint.of(llm.digest(), clip.digest());
  }

  @Override
  public List<EncodedText> encode(List<String> texts) {
    List<HostTensor> tokens = byLlm(texts);
    List<HostTensor> clips = byClip(texts);
    List<EncodedText> encoded = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      encoded.add(new EncodedText(tokens.get(i), Optional.of(clips.get(i))));
    }
    return encoded;
  }

  private List<HostTensor> byLlm(List<String> texts) {
    Tokenizer tokenizer = llm.openTokenizer();
    try (TextEncoder encoder = llm.load(options)) {
      return texts.stream().map(text -> embed(encoder, tokenizer, text, LLM_TOKENS)).toList();
    }
  }

  private List<HostTensor> byClip(List<String> texts) {
    Tokenizer tokenizer = clip.openTokenizer();
    try (TextEncoder encoder = clip.load(options)) {
      return texts.stream()
          .map(
              text -> {
                int[] ids = tokenizer.encode(text, StepDitConfig.CLIP_TOKENS).validIds();
                TextEmbeddings all = encoder.encode(List.of(ids), StepDitConfig.CLIP_TOKENS);
                return all.of(0, StepDitConfig.CLIP_TOKENS).cast(DType.BF16);
              })
          .toList();
    }
  }

  /** One text's own tokens; alone, since a neighbour's length must not matter. */
  static HostTensor embed(TextEncoder encoder, Tokenizer tokenizer, String text, int most) {
    int[] ids = tokenizer.encode(text, most).validIds();
    return encoder.encode(List.of(ids)).of(0, ids.length).cast(DType.BF16);
  }
}
