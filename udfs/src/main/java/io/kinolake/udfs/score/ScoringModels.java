package io.kinolake.udfs.score;

import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.aesthetic.AestheticHead;
import io.kinolake.models.networks.clip.ClipImageEncoder;
import io.kinolake.models.networks.clip.ClipSizes;
import io.kinolake.models.ocr.TextDetector;
import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.store.LocalMedia;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The models that the scorers of one task work with. Encoders are shared with the executor's other
 * tasks; the pictures that wait for one are the task's own. One thread.
 */
public final class ScoringModels {
  private final StageContext context;
  private final Map<WeightsFile, PictureEmbeddings> embeddings = new HashMap<>();
  private final Map<WeightsFile, AestheticHead> heads = new HashMap<>();

  ScoringModels(StageContext context) {
    this.context = context;
  }

  /** Embeds pictures with the CLIP of a weight file. */
  PictureEmbeddings embeddings(WeightsFile file) {
    return embeddings.computeIfAbsent(file, clip -> new PictureEmbeddings(encoder(clip)));
  }

  /** The aesthetic predictor of a weight file. */
  AestheticHead aestheticHead(WeightsFile file) {
    return heads.computeIfAbsent(file, head -> read(head, AestheticHead::of));
  }

  /** The packaged detector of text; tasks look at pictures side by side, each on one core. */
  TextDetector textDetector() {
    return context
        .models()
        .get(
            TextDetector.class,
            Fingerprint.of(TextDetector.MODEL),
            () -> TextDetector.load(/* threads= */ 1));
  }

  private ClipImageEncoder encoder(WeightsFile file) {
    return context
        .models()
        .get(
            ClipImageEncoder.class,
            file.digest(),
            () ->
                read(
                    file,
                    weights ->
                        ClipImageEncoder.load(
                            NetworkOptions.DEFAULT, ClipSizes.of(weights), weights)));
  }

  private <T> T read(WeightsFile file, Function<WeightSource, T> reader) {
    try (LocalMedia local = context.media().open(file.uri());
        WeightSource weights = WeightFiles.open(local.path())) {
      return reader.apply(weights);
    }
  }
}
