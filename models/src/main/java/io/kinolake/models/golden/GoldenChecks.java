package io.kinolake.models.golden;

import io.kinolake.models.check.GoldenCheck;
import io.kinolake.models.check.TokenizerCheck;
import io.kinolake.models.check.TorchCheckpointCheck;
import io.kinolake.models.networks.aesthetic.AestheticCheck;
import io.kinolake.models.networks.bert.BertCheck;
import io.kinolake.models.networks.clip.ClipCheck;
import io.kinolake.models.networks.llava.LlavaCheck;
import io.kinolake.models.networks.sdvae.SdVaeCheck;
import io.kinolake.models.networks.stdit.StditCheck;
import io.kinolake.models.networks.stepdit.FlowSchedulerCheck;
import io.kinolake.models.networks.stepdit.StepDitCheck;
import io.kinolake.models.networks.stepllm.StepLlmCheck;
import io.kinolake.models.networks.stepvideovae.I2vConditionCheck;
import io.kinolake.models.networks.stepvideovae.StepVideoVaeCheck;
import io.kinolake.models.networks.t5.T5Check;
import io.kinolake.models.networks.transnetv2.TransNetV2Check;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * Everything that can be proven by a folder of recorded examples: what stands here, and what other
 * modules on the class path offer as services.
 */
public final class GoldenChecks {
  /** The checks; each recognises its own folders. */
  public static final List<GoldenCheck> ALL =
      Stream.of(
              networksAndFiles(),
              TokenizerCheck.all().stream(),
              ServiceLoader.load(GoldenCheck.class).stream().map(ServiceLoader.Provider::get))
          .flatMap(checks -> checks)
          .toList();

  private GoldenChecks() {}

  private static Stream<GoldenCheck> networksAndFiles() {
    return Stream.of(
        new ClipCheck(),
        new AestheticCheck(),
        new LlavaCheck(),
        new T5Check(),
        new BertCheck(),
        new StepLlmCheck(),
        new SdVaeCheck(),
        new StepVideoVaeCheck(),
        new I2vConditionCheck(),
        new StepDitCheck("stepvideo_dit_t2v"),
        new StepDitCheck("stepvideo_dit_t2v_hd128"),
        new StepDitCheck("stepvideo_dit_i2v"),
        new FlowSchedulerCheck(),
        new StditCheck(),
        new TransNetV2Check(),
        new TorchCheckpointCheck());
  }

  /** The check that recognises a folder. */
  public static Optional<GoldenCheck> of(Path folder) {
    return ALL.stream().filter(check -> check.recognises(folder)).findFirst();
  }
}
