package io.kinolake.jobs.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.jobs.VideoPipeline;
import io.kinolake.jobs.config.ConfigLoader;
import io.kinolake.jobs.config.PipelineConfig;
import io.kinolake.jobs.list.ListVideos;
import io.kinolake.jobs.refresh.PipelineStep;
import io.kinolake.schemas.TableSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TestReadme {
  private static final String HEADER = "| stage | reads | writes | command | class |";

  @Test
  void theFlowTableIsThePipeline() throws IOException {
    PipelineConfig config = new ConfigLoader().loadDefault();
    ListVideos list = ListVideos.of(null, List.of(), config.list()); // no place, so no session
    List<PipelineStep> steps = VideoPipeline.from(list, config, "warehouse");

    assertThat(flowTable().stream().map(cells -> cells.subList(0, 3)).toList())
        .isEqualTo(steps.stream().map(TestReadme::described).toList());
  }

  @Test
  void theFlowTableNamesClassesThatExist() throws IOException {
    List<String> sources;
    try (Stream<Path> files = Files.walk(RepositoryFiles.root())) {
      sources =
          files
              .filter(file -> file.toString().contains("/src/main/java/"))
              .map(file -> file.getFileName().toString())
              .toList();
    }

    assertThat(sources)
        .containsAll(flowTable().stream().map(cells -> plain(cells.get(4)) + ".java").toList());
  }

  private static List<String> described(PipelineStep step) {
    String reads = step.reads().stream().map(TableSchema::name).collect(Collectors.joining(", "));
    return List.of(step.name(), reads, step.writes().name());
  }

  private static List<List<String>> flowTable() throws IOException {
    List<String> lines = Files.readAllLines(RepositoryFiles.file("README.md"));
    assertThat(lines).contains(HEADER);
    return lines.stream()
        .skip(lines.indexOf(HEADER) + 2L)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> Arrays.stream(line.split("\\|", -1)).skip(1).map(String::strip).toList())
        .toList();
  }

  private static String plain(String cell) {
    return cell.replace("`", "");
  }
}
