package io.kinolake.models.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.weights.SafetensorsFile;
import io.kinolake.models.weights.TorchFile;
import io.kinolake.models.weights.TorchValue;
import io.kinolake.models.weights.TorchValue.Dict;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks the reader of PyTorch's files: {@code expected.json} says what each file of the folder
 * holds or that it must be refused, {@code expected.safetensors} has every tensor, bit for bit.
 */
public final class TorchCheckpointCheck implements GoldenCheck {
  private static final String EXACT = "equal";
  private static final String REFUSED = "refused";

  @Override
  public String kind() {
    return "checkpoint_torch";
  }

  @Override
  public boolean recognises(Path folder) {
    Path config = folder.resolve("config.json");
    return Files.isRegularFile(config)
        && GoldenJson.read(config).path("kind").asText().equals(kind());
  }

  @Override
  public List<Finding> check(Path folder) {
    List<Finding> findings = new ArrayList<>();
    try (SafetensorsFile tensors = SafetensorsFile.open(folder.resolve("expected.safetensors"))) {
      JsonNode files = GoldenJson.read(folder.resolve("expected.json"));
      for (Map.Entry<String, JsonNode> each : files.properties()) {
        Path file = folder.resolve(each.getKey());
        if (each.getValue().path("error").asBoolean()) {
          findings.add(refusal(file, each.getValue()));
        } else {
          checkFile(file, each.getValue(), tensors, findings);
        }
      }
    }
    return List.copyOf(findings);
  }

  private static Finding refusal(Path file, JsonNode expected) {
    String name = file.getFileName().toString();
    String forbidden = expected.path("global").asText("");
    String created = expected.path("must_not_create").asText("");
    try (TorchFile read = TorchFile.open(file)) {
      return new Finding(name, "read: " + read.tensors().keySet(), REFUSED, false);
    } catch (KinolakeException e) {
      boolean clean =
          created.isEmpty()
              || !(Files.exists(Path.of(created)) || Files.exists(file.resolveSibling(created)));
      boolean named = e.getMessage().contains(forbidden);
      return new Finding(name, e.failure().code().id(), REFUSED, clean && named);
    }
  }

  private static void checkFile(
      Path file, JsonNode expected, SafetensorsFile tensors, List<Finding> findings) {
    String name = file.getFileName().toString();
    try (TorchFile read = TorchFile.open(file)) {
      List<String> order = GoldenJson.texts(expected.path("tensors").path("order"));
      List<String> found = List.copyOf(read.tensors().keySet());
      findings.add(comparison(name + " names", found.equals(order), found.toString()));
      String prefix = expected.path("tensors").path("prefix").asText();
      for (String tensor : order) {
        findings.add(
            tensorFinding(name + " " + tensor, read, tensor, tensors.tensor(prefix + tensor)));
      }
      checkValues(name, (Dict) read.root(), expected, findings);
    } catch (KinolakeException e) {
      findings.add(new Finding(name, e.getMessage(), EXACT, false));
    }
  }

  private static Finding tensorFinding(
      String label, WeightSource read, String name, HostTensor expected) {
    if (!read.tensors().containsKey(name)) {
      return new Finding(label, "missing", EXACT, false);
    }
    HostTensor found = read.tensor(name);
    return comparison(label, found.equals(expected), found + " with other numbers");
  }

  private static void checkValues(
      String name, Dict root, JsonNode expected, List<Finding> findings) {
    if (expected.has("keys")) {
      List<TorchValue> keys = new ArrayList<>();
      GoldenJson.texts(expected.path("keys")).forEach(key -> keys.add(new TorchValue.Text(key)));
      List<TorchValue> found = List.copyOf(root.entries().keySet());
      findings.add(comparison(name + " keys", found.equals(keys), found.toString()));
    }
    for (Map.Entry<String, JsonNode> each : expected.path("values").properties()) {
      boolean equal =
          root.find(each.getKey())
              .filter(value -> TypedJson.matches(each.getValue(), value))
              .isPresent();
      findings.add(comparison(name + " " + each.getKey(), equal, "another value"));
    }
    for (JsonNode group : expected.path("shares_storage")) {
      Set<Optional<String>> storages = new HashSet<>();
      GoldenJson.texts(group).forEach(each -> storages.add(storageOf(root, each)));
      boolean shared = storages.size() == 1 && storages.iterator().next().isPresent();
      findings.add(comparison(name + " shared storage", shared, storages.toString()));
    }
  }

  /** The storage of the tensor at a path of keys, any of which may have dots of its own. */
  private static Optional<String> storageOf(TorchValue value, String path) {
    if (path.isEmpty() && value instanceof TorchValue.Tensor tensor) {
      return tensor.storageKey();
    }
    if (!(value instanceof Dict dict)) {
      return Optional.empty();
    }
    for (int end = path.length(); end > 0; end = path.lastIndexOf('.', end - 1)) {
      String rest = path.substring(Math.min(path.length(), end + 1));
      Optional<String> found =
          dict.find(path.substring(0, end)).flatMap(inner -> storageOf(inner, rest));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Finding comparison(String name, boolean equal, String otherwise) {
    return new Finding(name, equal ? EXACT : otherwise, EXACT, equal);
  }
}
