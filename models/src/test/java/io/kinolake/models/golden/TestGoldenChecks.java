package io.kinolake.models.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.models.SharedFolder;
import io.kinolake.models.check.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every network, file format and tokenizer against what published implementations gave. */
class TestGoldenChecks {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "aesthetic_head",
        "checkpoint_torch",
        "clip_vit",
        "flow_scheduler",
        "hunyuan_clip",
        "llava",
        "opensora_stdit",
        "sd_vae",
        "step_llm",
        "stepvideo_dit_i2v",
        "stepvideo_dit_t2v",
        "stepvideo_dit_t2v_hd128",
        "stepvideo_i2v_cond",
        "stepvideo_vae",
        "t5_encoder",
        "tokenizers/bert_wordpiece",
        "tokenizers/clip_bpe",
        "tokenizers/sentencepiece_bpe",
        "tokenizers/sentencepiece_unigram",
        "tokenizers/step1_chat",
        "transnetv2"
      })
  void whatIsRecordedIsWhatComesOut(String name) throws IOException {
    Path folder = SharedFolder.require("golden").resolve(name);
    List<Finding> findings = GoldenChecks.of(folder).orElseThrow().check(folder);
    assertThat(findings).isNotEmpty().allMatch(Finding::passed);
  }
}
