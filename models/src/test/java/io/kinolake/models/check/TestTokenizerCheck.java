package io.kinolake.models.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.models.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestTokenizerCheck {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bert_wordpiece",
        "clip_bpe",
        "sentencepiece_bpe",
        "sentencepiece_unigram",
        "step1_chat"
      })
  void everyGoldenCaseIsEqual(String kind) throws IOException {
    Path golden = SharedFolder.require("golden/tokenizers/" + kind);
    List<GoldenCheck> checks =
        TokenizerCheck.all().stream().filter(check -> check.recognises(golden)).toList();

    assertThat(checks).extracting(GoldenCheck::kind).containsExactly(kind);
    assertThat(checks.get(0).check(golden)).isNotEmpty().allMatch(Finding::passed);
  }

  @Test
  void aMismatchIsFound(@TempDir Path folder) throws IOException {
    Path golden = SharedFolder.require("golden/tokenizers/step1_chat");
    String model = "step1_chat_tokenizer.model";
    Files.copy(golden.resolve(model), folder.resolve(model));
    Files.writeString(
        folder.resolve("cases.jsonl"),
        """
        {"tag":"a","text":[""],"options":{"max_length":3},"ids":[[1,2,3]],"attention_mask":[[1,1,0]]}
        """);
    GoldenCheck check =
        TokenizerCheck.all().stream()
            .filter(each -> each.recognises(folder))
            .findFirst()
            .orElseThrow();

    assertThat(check.check(folder))
        .containsExactly(
            new Finding("a", "0 of 1 equal; ids [1, 2, 2] instead of [1, 2, 3]", "equal", false));
  }
}
