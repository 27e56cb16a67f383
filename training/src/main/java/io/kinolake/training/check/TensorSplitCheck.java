package io.kinolake.training.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.check.Finding;
import io.kinolake.models.check.GoldenCheck;
import io.kinolake.models.check.GoldenFolder;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.SafetensorsFile;
import io.kinolake.models.weights.TorchFile;
import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.convert.CheckpointConverter;
import io.kinolake.training.convert.ConversionSettings;
import io.kinolake.training.convert.ConversionSettings.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Checks folders that record what MindSpeed-MM's converter makes of a small transformer: the
 * weights are split, merged and brought back to the published form as the command does it, every
 * tensor is compared bit for bit, and the network must give the recorded velocity.
 */
public final class TensorSplitCheck implements GoldenCheck {
  private static final String KIND = "tp_split";
  private static final String EXACT = "equal";
  private static final String RANK_FILE = "release/mp_rank_%02d/model_optim_rng.pt";
  private static final String STAGE_FILE = "release/mp_rank_%02d_%03d/model_optim_rng.pt";

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public boolean recognises(Path folder) {
    return GoldenFolder.kindOf(folder).equals(KIND);
  }

  @Override
  public List<Finding> check(Path path) {
    try (Scratch scratch = Scratch.create();
        GoldenFolder folder = GoldenFolder.open(path)) {
      List<Finding> findings = new ArrayList<>();
      Conversions conversions = new Conversions(folder, scratch.path());
      checkRanks(folder, conversions.split(List.of()), findings);
      checkStages(folder, conversions.split(stages(folder)), findings);
      checkMerged(folder, conversions.merged(Layout.MINDSPEED), findings);
      Path published = conversions.merged(Layout.PUBLISHED);
      try (WeightSource expected = folder.openWeights();
          WeightSource found = WeightFiles.open(published)) {
        same("published", found, "", expected, findings);
        findings.addAll(SplitForward.check(folder, found));
      }
      return List.copyOf(findings);
    }
  }

  private static List<Integer> stages(GoldenFolder folder) {
    List<Integer> stages = new ArrayList<>();
    folder.config().path("pp_sizes").forEach(each -> stages.add(each.asInt()));
    return stages;
  }

  private static void checkRanks(GoldenFolder folder, Path tree, List<Finding> findings) {
    for (int rank = 0; rank < folder.config().path("tp_size").asInt(); rank++) {
      String name = "rank" + rank;
      try (WeightSource expected =
              SafetensorsFile.open(folder.path().resolve(name + ".safetensors"));
          TorchFile found = TorchFile.open(tree.resolve(RANK_FILE.formatted(rank)))) {
        same(name, found, "model.", expected, findings);
      }
    }
  }

  private static void checkStages(GoldenFolder folder, Path tree, List<Finding> findings) {
    JsonNode keys = folder.readJson("pp_keys.json");
    for (int stage = 0; stage < stages(folder).size(); stage++) {
      for (int rank = 0; rank < folder.config().path("tp_size").asInt(); rank++) {
        String name = "pp%d_tp%d".formatted(stage, rank);
        try (TorchFile found = TorchFile.open(tree.resolve(STAGE_FILE.formatted(rank, stage)))) {
          JsonNode expected = keys.path(name);
          Set<String> names = new TreeSet<>();
          expected.fieldNames().forEachRemaining(key -> names.add("model." + key));
          findings.add(names(name, found, names));
          for (Map.Entry<String, JsonNode> each : expected.properties()) {
            List<Long> dims = new ArrayList<>();
            each.getValue().forEach(dim -> dims.add(dim.asLong()));
            String key = "model." + each.getKey();
            boolean fits =
                found.tensors().containsKey(key)
                    && found.tensors().get(key).shape().equals(new Shape(dims));
            findings.add(finding(name + " " + each.getKey(), fits, "another shape"));
          }
        }
      }
    }
  }

  private static void checkMerged(GoldenFolder folder, Path tree, List<Finding> findings) {
    JsonNode renamed = folder.config().path("name_mapping");
    try (WeightSource source = folder.openWeights();
        WeightSource changed =
            SafetensorsFile.open(folder.path().resolve("merged_changed.safetensors"));
        TorchFile found = TorchFile.open(tree.resolve(RANK_FILE.formatted(0)))) {
      Set<String> names = new TreeSet<>();
      for (String name : source.tensors().keySet()) {
        String merged = renamed.path(name).asText(name);
        String key = "model." + merged;
        names.add(key);
        WeightSource expected = changed.tensors().containsKey(merged) ? changed : source;
        String recorded = expected == changed ? merged : name;
        boolean equal =
            found.tensors().containsKey(key) && found.tensor(key).equals(expected.tensor(recorded));
        findings.add(finding("merged " + merged, equal, "other numbers"));
      }
      findings.add(names("merged", found, names));
    }
  }

  private static void same(
      String label,
      WeightSource found,
      String prefix,
      WeightSource expected,
      List<Finding> findings) {
    Set<String> names = new TreeSet<>();
    expected.tensors().keySet().forEach(name -> names.add(prefix + name));
    findings.add(names(label, found, names));
    for (String name : expected.tensors().keySet()) {
      boolean equal =
          found.tensors().containsKey(prefix + name)
              && found.tensor(prefix + name).equals(expected.tensor(name));
      findings.add(finding(label + " " + name, equal, "other numbers"));
    }
  }

  private static Finding names(String label, WeightSource found, Set<String> expected) {
    Set<String> names = new TreeSet<>(found.tensors().keySet());
    return finding(label + " names", names.equals(expected), names.toString());
  }

  private static Finding finding(String name, boolean equal, String otherwise) {
    return new Finding(name, equal ? EXACT : otherwise, EXACT, equal);
  }

  /** The command's work on the folder's weights. */
  private record Conversions(GoldenFolder folder, Path scratch) {

    Path split(List<Integer> stages) {
      Path source = folder.path().resolve("weights.safetensors");
      return convert(source, "split" + stages.size(), Layout.SPLIT, stages);
    }

    /** Of the tree that was split without stages. */
    Path merged(Layout layout) {
      return convert(scratch.resolve("split0"), layout.name(), layout, List.of());
    }

    private Path convert(Path source, String name, Layout layout, List<Integer> stages) {
      Path target = scratch.resolve(name);
      CheckpointConverter.convert(
          new ConversionSettings(
              source,
              target,
              layout,
              OptionalInt.of(folder.config().path("tp_size").asInt()),
              stages,
              OptionalInt.of(folder.config().path("num_layers").asInt()),
              OptionalInt.of(folder.config().path("num_heads").asInt())));
      return target;
    }
  }

  /** A folder of the system for files of small size, removed when it is closed. */
  private record Scratch(Path path) implements AutoCloseable {

    static Scratch create() {
      try {
        return new Scratch(Files.createTempDirectory("kinolake-split"));
      } catch (IOException e) {
        throw failed(e);
      }
    }

    @Override
    public void close() {
      try (Stream<Path> files = Files.walk(path)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw failed(e);
      }
    }

    private static KinolakeException failed(IOException cause) {
      return new KinolakeException(
          FailureCode.WRITE_FAILED,
          "The system's folder for temporary files cannot be used: %s. Set -Djava.io.tmpdir."
              .formatted(cause),
          cause);
    }
  }
}
