package io.kinolake.models.weights;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.TensorBytes;
import io.kinolake.models.weights.TorchValue.Dict;
import io.kinolake.models.weights.TorchValue.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes checkpoints that {@code torch.load(…, weights_only=True)} reads: the zip form, little
 * endian, tensors on the CPU. Tensors are fetched and written one after the other; the same content
 * gives the same bytes; the file appears under its name when it is complete.
 */
public final class TorchWriter {
  private static final String FOLDER = "archive/";

  private TorchWriter() {}

  /**
   * Writes any value, mostly a dictionary.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException WRITE_FAILED
   * @throws IllegalArgumentException if a tensor is not what it was said to be
   */
  public static void write(Path target, TorchValue root) {
    PickleOutput pickle = new PickleOutput();
    byte[] bytes = pickle.write(root);
    try (NewFile file = NewFile.create(target)) {
      StoredZip zip = new StoredZip(file);
      zip.add(FOLDER + "data.pkl", TensorBytes.wrap(bytes));
      zip.add(FOLDER + "byteorder", TensorBytes.wrap("little".getBytes(US_ASCII)));
      List<Tensor> tensors = pickle.tensors();
      for (int i = 0; i < tensors.size(); i++) {
        zip.add(FOLDER + "data/" + i, checked(tensors.get(i)).bytes());
      }
      zip.add(FOLDER + "version", TensorBytes.wrap("3\n".getBytes(US_ASCII)));
      zip.finish();
      file.commit();
    }
  }

  /** Writes all tensors of a source as one dictionary, a "state dict". */
  public static void copy(WeightSource source, Path target) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    source
        .tensors()
        .forEach((name, info) -> tensors.put(name, Tensor.of(info, () -> source.tensor(name))));
    write(target, Dict.of(tensors));
  }

  private static HostTensor checked(Tensor tensor) {
    HostTensor content = tensor.read();
    TensorInfo found = new TensorInfo(content.dtype(), content.shape());
    if (!found.equals(tensor.info())) {
      throw new IllegalArgumentException(
          "A tensor is %s, announced was %s".formatted(found, tensor.info()));
    }
    return content;
  }
}
