package io.kinolake.udfs.score;

import io.kinolake.models.networks.aesthetic.AestheticHead;
import io.kinolake.models.networks.clip.ClipConfig;
import io.kinolake.models.networks.clip.ClipImageEncoder;
import io.kinolake.models.networks.clip.ClipSizes;
import io.kinolake.models.ocr.TextDetector;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.udfs.StageContext;
import java.util.HashMap;
import java.util.Map;

/**
 * The models that the scorers of one task work with. Encoders are shared with the executor's other
 * tasks; the pictures that wait for one are the task's own. One thread.
 */
public final class ScoringModels {
  /** The network's name among engines. */
  private static final String CLIP_IMAGE = "clip-image";

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
    return heads.computeIfAbsent(file, head -> head.read(context, AestheticHead::of));
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
        .get(ClipImageEncoder.class, file.digest(), () -> file.read(context, this::encoder));
  }

  private ClipImageEncoder encoder(WeightSource weights) {
    ClipConfig config = ClipSizes.of(weights);
    return ClipImageEncoder.over(
        config,
        context
            .served(CLIP_IMAGE)
            .orElseGet(() -> ClipImageEncoder.network(context.networkOptions(), config, weights)));
  }
}
