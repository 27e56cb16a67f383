package io.kinolake.models.check;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks one kind of network: runs it on a folder's inputs and compares every recorded tensor.
 * Intermediates ({@code mid.}) that the network has no name for, because it computes them within a
 * fused form, are left out; anything else that it does not produce is a miss.
 */
public abstract class NetworkCheck implements GoldenCheck {
  private static final String HEAD = ".head";
  private static final String SUM = ".sum";
  private static final String SHAPE = ".shape";
  private static final int HEAD_LENGTH = 512;

  private final String kind;

  protected NetworkCheck(String kind) {
    this.kind = kind;
  }

  /**
   * Everything that the network makes of the folder's inputs, by the recorded names. Records of a
   * tensor's {@code .head} (first 512 values), {@code .sum} and {@code .shape} are derived from the
   * tensor.
   */
  protected abstract Map<String, HostTensor> compute(GoldenFolder folder);

  /**
   * The part of a tensor that is compared, of the computed and of the recorded one alike: all of it
   * unless a network leaves some elements without meaning.
   */
  protected HostTensor comparable(GoldenFolder folder, String name, HostTensor tensor) {
    return tensor;
  }

  @Override
  public final String kind() {
    return kind;
  }

  @Override
  public final boolean recognises(Path folder) {
    return GoldenFolder.kindOf(folder).equals(kind);
  }

  @Override
  public final List<Finding> check(Path path) {
    try (GoldenFolder folder = GoldenFolder.open(path)) {
      return compare(folder, compute(folder));
    }
  }

  private List<Finding> compare(GoldenFolder folder, Map<String, HostTensor> computed) {
    List<Finding> findings = new ArrayList<>();
    for (String name : folder.tensors().tensors().keySet()) {
      if (folder.tolerances().inputs().contains(name)) {
        continue;
      }
      Optional<HostTensor> found = find(name, computed);
      if (found.isPresent()) {
        findings.add(
            folder
                .tolerances()
                .compare(
                    name,
                    comparable(folder, name, found.get()),
                    comparable(folder, name, folder.tensor(name))));
      } else if (!isIntermediate(name)) {
        findings.add(new Finding(name, "not produced", "", false));
      }
    }
    return findings;
  }

  private static boolean isIntermediate(String name) {
    return name.startsWith("mid.") || name.contains(".mid.");
  }

  private static Optional<HostTensor> find(String name, Map<String, HostTensor> computed) {
    HostTensor whole = computed.get(name);
    if (whole != null) {
      return Optional.of(whole);
    }
    return derived(name, HEAD, computed)
        .map(NetworkCheck::head)
        .or(() -> derived(name, SUM, computed).map(NetworkCheck::sum))
        .or(() -> derived(name, SHAPE, computed).map(NetworkCheck::shape));
  }

  private static Optional<HostTensor> derived(
      String name, String suffix, Map<String, HostTensor> computed) {
    return name.endsWith(suffix)
        ? Optional.ofNullable(computed.get(name.substring(0, name.length() - suffix.length())))
        : Optional.empty();
  }

  private static HostTensor head(HostTensor tensor) {
    float[] values = tensor.toFloats();
    return HostTensor.floats(
        Shape.of(Math.min(HEAD_LENGTH, values.length)),
        Arrays.copyOf(values, Math.min(HEAD_LENGTH, values.length)));
  }

  private static HostTensor sum(HostTensor tensor) {
    return HostTensor.floats(Shape.of(1), (float) Arrays.stream(tensor.toDoubles()).sum());
  }

  private static HostTensor shape(HostTensor tensor) {
    return HostTensor.integers(
        DType.I64, Shape.of(tensor.shape().rank()), tensor.shape().toArray());
  }
}
