package io.kinolake.jobs.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.models.tokenizer.T5Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestDropInCommands {
  private static final String DATAUTIL = "tools.datasets.datautil";

  @TempDir private Path folder;

  @BeforeEach
  void writeTable() throws IOException {
    Files.writeString(folder.resolve("m.csv"), "path,aes\na.mp4,6.5\nb.mp4,4.0\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--nope",
        "--format=xls",
        "--aesmin=x",
        "--fmin=1.5",
        "--load-caption=xml",
        "--lang=de",
        "--seed=-1",
        "--shard=0",
        "--path-subset=(",
        "--difference=s3a://bucket/m.csv",
        "--update-text=s3a://bucket/m.csv"
      })
  void wrongArgumentsGiveOneSentenceAndExitCodeTwo(String option) throws IOException {
    GoldenFiles.Run run = GoldenFiles.run(DATAUTIL, List.of("m.csv", option), folder);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(GoldenFiles.contents(folder)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--count-num-token=t5", "--flowmin=1", "--sort=nope"})
  void whatCannotBeDoneGivesOneSentenceAndNoFile(String option) throws IOException {
    GoldenFiles.Run run = GoldenFiles.run(DATAUTIL, List.of("m.csv", option, "--fmax=1"), folder);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(GoldenFiles.contents(folder)).hasSize(1);
  }

  @Test
  void tokensAreCountedByTheVocabularyGiven() throws IOException {
    Path vocabulary = SharedData.require("golden/tokenizers/sentencepiece_unigram/spiece.model");
    Files.writeString(folder.resolve("t.csv"), "path,text\na.mp4,a dog\nb.mp4,a\n");

    GoldenFiles.Run run =
        GoldenFiles.run(
            DATAUTIL,
            List.of("t.csv", "--count-num-token", "t5", "--vocabulary", vocabulary.toString()),
            folder);

    assertThat(run.exitCode()).as(run.err()).isZero();
    List<String> lines = Files.readAllLines(folder.resolve("t_ntoken.csv"));
    assertThat(lines.get(0)).isEqualTo("path,text,text_len");
    T5Tokenizer t5 = T5Tokenizer.read(vocabulary);
    assertThat(lines.get(1)).isEqualTo("a.mp4,a dog," + (t5.ids("a dog").size() + 1));
  }

  @Test
  void aLanguageKeepsItsCaptions() throws IOException {
    Files.writeString(
        folder.resolve("t.csv"),
        """
        path,text
        a.mp4,A dog runs along the beach while the sun is setting behind the hills.
        b.mp4,一只狗在海滩上奔跑
        c.mp4,Собака бежит по пляжу на закате
        d.mp4,Two people are talking to each other in a small kitchen.
        """);

    GoldenFiles.Run run = GoldenFiles.run(DATAUTIL, List.of("t.csv", "--lang", "en"), folder);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(folder.resolve("t_en.csv"))
        .content()
        .contains("a.mp4,", "d.mp4,")
        .doesNotContain("b.mp4", "c.mp4");
  }

  @Test
  void anOptionMayBeCutShortWhileItStaysUnique() {
    GoldenFiles.Run run = GoldenFiles.run(DATAUTIL, List.of("m.csv", "--aes", "5"), folder);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(folder.resolve("m_aesmin5.0.csv")).hasContent("path,aes\na.mp4,6.5\n");
  }

  @ParameterizedTest
  @CsvSource({
    "tools.datasets.convert, video s3a://bucket/raw --output m2.csv",
    "tools.datasets.convert, video . --output s3a://bucket/m.csv",
    "tools.datasets.datautil, s3a://bucket/m.csv --fmin 1",
    "tools.datasets.datautil, m.csv --output s3a://bucket/m.csv",
    "tools.scene_cut.scene_detect, s3a://bucket/m.csv",
    "tools.scene_cut.cut, s3a://bucket/m.csv --save_dir clips",
    "tools.scene_cut.cut, m.csv --save_dir s3a://bucket/clips",
  })
  void objectStoresAreRefusedInOneSentence(String module, String arguments) throws IOException {
    GoldenFiles.Run run = GoldenFiles.run(module, List.of(arguments.split(" ")), folder);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("s3a://bucket").contains("not a file of this machine");
    assertThat(GoldenFiles.contents(folder)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tools.scene_cut.scene_detect",
        "tools.scoring.ocr.inference",
        "tools.caption.caption_llava"
      })
  void aTableWithoutPathsIsAWrongArgument(String module) throws IOException {
    Files.writeString(folder.resolve("m.csv"), "file\na.mp4\n");

    GoldenFiles.Run run = GoldenFiles.run(module, List.of("m.csv"), folder);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("no column 'path'");
  }

  @Test
  void anUnknownModuleGivesOneSentenceWithTheNearestAndAllNames() {
    GoldenFiles.Run run =
        GoldenFiles.run("tools.caption.caption_gpt4", List.of("m.csv", "--help"), folder);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err())
        .contains("no module 'tools.caption.caption_gpt4'")
        .contains("Did you mean 'tools.caption.caption_llava'?")
        .contains(new DropInCommands().modules());
  }

  @Test
  void everyModuleOfTheGuideHasHelp() {
    var commands = new DropInCommands();
    assertThat(commands.modules()).hasSize(9);
    for (String module : new ArrayList<>(commands.modules())) {
      GoldenFiles.Run run = GoldenFiles.run(module, List.of("--help"), folder);
      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).contains("Usage: " + module).contains("Example: ");
    }
  }
}
