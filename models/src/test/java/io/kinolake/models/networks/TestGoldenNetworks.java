package io.kinolake.models.networks;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.models.SharedFolder;
import io.kinolake.models.check.Finding;
import io.kinolake.models.check.GoldenCheck;
import io.kinolake.models.networks.aesthetic.AestheticCheck;
import io.kinolake.models.networks.bert.BertCheck;
import io.kinolake.models.networks.clip.ClipCheck;
import io.kinolake.models.networks.llava.LlavaCheck;
import io.kinolake.models.networks.sdvae.SdVaeCheck;
import io.kinolake.models.networks.stepllm.StepLlmCheck;
import io.kinolake.models.networks.stepvideovae.I2vConditionCheck;
import io.kinolake.models.networks.stepvideovae.StepVideoVaeCheck;
import io.kinolake.models.networks.t5.T5Check;
import io.kinolake.models.networks.transnetv2.TransNetV2Check;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every network against recorded tensors of a published implementation. */
class TestGoldenNetworks {
  record Case(String folder, GoldenCheck check) {
    @Override
    public String toString() {
      return folder;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("clip_vit", new ClipCheck()),
        new Case("aesthetic_head", new AestheticCheck()),
        new Case("t5_encoder", new T5Check()),
        new Case("hunyuan_clip", new BertCheck()),
        new Case("step_llm", new StepLlmCheck()),
        new Case("llava", new LlavaCheck()),
        new Case("sd_vae", new SdVaeCheck()),
        new Case("stepvideo_vae", new StepVideoVaeCheck()),
        new Case("stepvideo_i2v_cond", new I2vConditionCheck()),
        new Case("transnetv2", new TransNetV2Check()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aNetworkGivesWhatIsRecorded(Case golden) throws IOException {
    Path folder = SharedFolder.require("golden").resolve(golden.folder());
    assertThat(golden.check().recognises(folder)).isTrue();
    List<Finding> findings = golden.check().check(folder);
    assertThat(findings).isNotEmpty().allMatch(Finding::passed);
  }
}
