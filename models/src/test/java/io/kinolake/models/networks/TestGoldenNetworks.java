package io.kinolake.models.networks;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.models.SharedFolder;
import io.kinolake.models.check.Finding;
import io.kinolake.models.check.GoldenCheck;
import io.kinolake.models.networks.aesthetic.AestheticCheck;
import io.kinolake.models.networks.bert.BertCheck;
import io.kinolake.models.networks.clip.ClipCheck;
import io.kinolake.models.networks.llava.LlavaCheck;
import io.kinolake.models.networks.stdit.StditCheck;
import io.kinolake.models.networks.stepdit.FlowSchedulerCheck;
import io.kinolake.models.networks.stepdit.StepDitCheck;
import io.kinolake.models.networks.stepllm.StepLlmCheck;
import io.kinolake.models.networks.t5.T5Check;
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
        new Case("stepvideo_dit_t2v", new StepDitCheck("stepvideo_dit_t2v")),
        new Case("stepvideo_dit_t2v_hd128", new StepDitCheck("stepvideo_dit_t2v_hd128")),
        new Case("stepvideo_dit_i2v", new StepDitCheck("stepvideo_dit_i2v")),
        new Case("flow_scheduler", new FlowSchedulerCheck()),
        new Case("opensora_stdit", new StditCheck()),
        new Case("aesthetic_head", new AestheticCheck()),
        new Case("t5_encoder", new T5Check()),
        new Case("hunyuan_clip", new BertCheck()),
        new Case("step_llm", new StepLlmCheck()),
        new Case("llava", new LlavaCheck()));
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
