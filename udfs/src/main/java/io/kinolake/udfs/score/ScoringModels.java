package io.kinolake.udfs.score;

import io.kinolake.models.networks.aesthetic.AestheticHead;
import io.kinolake.models.networks.clip.ClipConfig;
import io.kinolake.models.networks.clip.ClipImageEncoder;
import io.kinolake.models.networks.clip.ClipSizes;
import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
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
    return heads.computeIfAbsent(file, head -> read(head, AestheticHead::of));
  }

  private ClipImageEncoder encoder(WeightsFile file) {
    return context
        .models()
        .get(ClipImageEncoder.class, file.digest(), () -> read(file, this::encoder));
  }

  private ClipImageEncoder encoder(WeightSource weights) {
    ClipConfig config = ClipSizes.of(weights);
    return ClipImageEncoder.over(
        config,
        context
            .served(CLIP_IMAGE)
            .orElseGet(() -> ClipImageEncoder.network(context.networkOptions(), config, weights)));
  }

  private <T> T read(WeightsFile file, Function<WeightSource, T> reader) {
    try (LocalMedia local = context.media().open(file.uri());
        WeightSource weights = WeightFiles.open(local.path())) {
      return reader.apply(weights);
    }
  }
}
