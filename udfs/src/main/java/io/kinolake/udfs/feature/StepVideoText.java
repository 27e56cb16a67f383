package io.kinolake.udfs.feature;

import io.kinolake.models.networks.TextEmbeddings;
import io.kinolake.models.networks.TextEncoder;
import io.kinolake.models.networks.stepvideo.HunyuanClip;
import io.kinolake.models.networks.stepvideo.StepLlm;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tokenizer.Tokenizer;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.udfs.StageContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Embeddings of captions by the two text encoders of Step-Video. The language model's are stored
 * without padding: it is causal, so padding behind a text changes nothing before it, and the
 * transformer masks it. All of Hunyuan CLIP's are stored with their mask: the transformer attends
 * to padded ones too.
 *
 * @param llm the language model
 * @param llmTokens the most tokens of a caption for it, its marks of start and end among them
 * @param clip Hunyuan CLIP
 * @param clipTokens the tokens of every caption for it
 */
public record StepVideoText(StepLlm llm, int llmTokens, HunyuanClip clip, int clipTokens)
    implements TextEncoding {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;

  /** The networks' names among engines. */
  private static final String LLM = "step-llm";

  private static final String BERT = "bert";

  /** The scores of 48 heads between 320 tokens take 20 MB a caption. */
  private static final int CAPTIONS_AT_ONCE = 8;

  @Override
  public String name() {
    return "step-llm+hunyuan-clip";
  }

  @Override
  public boolean usesModels() {
    return true;
  }

  @Override
  public Fingerprint digest() {
    return Fingerprint.of(name(), VERSION, llm.digest(), llmTokens, clip.digest(), clipTokens);
  }

  @Override
  public Encoder open(StageContext context) {
    Tokenizer llmTokenizer = llm.openTokenizer();
    Tokenizer clipTokenizer = clip.openTokenizer();
    TextEncoder llmEncoder =
        context
            .models()
            .get(
                TextEncoder.class,
                llm.digest(),
                () ->
                    context
                        .served(LLM)
                        .map(llm::over)
                        .orElseGet(() -> llm.load(context.networkOptions())));
    TextEncoder clipEncoder =
        context
            .models()
            .get(
                TextEncoder.class,
                clip.digest(),
                () ->
                    context
                        .served(BERT)
                        .map(clip::over)
                        .orElseGet(() -> clip.load(context.networkOptions())));
    return new Encoder() {
      @Override
      public List<Map<String, HostTensor>> encode(List<String> captions) {
        List<Map<String, HostTensor>> tensors = new ArrayList<>();
        for (int from = 0; from < captions.size(); from += CAPTIONS_AT_ONCE) {
          List<String> some =
              captions.subList(from, Math.min(captions.size(), from + CAPTIONS_AT_ONCE));
          List<int[]> forLlm = ids(some, llmTokenizer, llmTokens);
          List<int[]> forClip = ids(some, clipTokenizer, clipTokens);
          TextEmbeddings byLlm = llmEncoder.encode(forLlm);
          TextEmbeddings byClip = clipEncoder.encode(forClip, clipTokens);
          for (int i = 0; i < some.size(); i++) {
            tensors.add(
                Map.of(
                    FeatureTensors.TEXT,
                    byLlm.of(i, forLlm.get(i).length).cast(DType.BF16),
                    FeatureTensors.TEXT_CLIP,
                    byClip.of(i, clipTokens).cast(DType.BF16),
                    FeatureTensors.TEXT_CLIP_MASK,
                    mask(forClip.get(i).length)));
          }
        }
        return tensors;
      }

      @Override
      public void close() {} // the pool owns the models
    };
  }

  private static List<int[]> ids(List<String> captions, Tokenizer tokenizer, int tokens) {
    return captions.stream().map(caption -> tokenizer.encode(caption, tokens).validIds()).toList();
  }

  private HostTensor mask(int valid) {
    long[] mask = new long[clipTokens];
    for (int i = 0; i < valid; i++) {
      mask[i] = 1;
    }
    return HostTensor.integers(DType.U8, Shape.of(clipTokens), mask);
  }
}
