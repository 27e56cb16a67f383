package io.kinolake.udfs.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.models.device.ModelPool;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.SafetensorsWriter;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.store.LocalMediaStore;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestWeightsFile {
  @TempDir private Path folder;

  @Test
  void aFolderIsShippedAsTheFileWithin() {
    Path file = folder.resolve("model.safetensors");
    HostTensor tensor = HostTensor.floats(Shape.of(2), 1, 2);
    Map<String, TensorInfo> infos = Map.of("a", new TensorInfo(DType.F32, tensor.shape()));
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, infos, Map.of())) {
      writer.write("a", tensor);
      writer.commit();
    }

    WeightsFile weights = WeightsFile.of(folder);

    assertThat(weights).isEqualTo(WeightsFile.of(file));
    assertThat(weights.uri()).isEqualTo(file.toAbsolutePath().normalize().toString());
    StageContext context = StageContext.alone(new LocalMediaStore(), new ModelPool());
    assertThat(weights.<HostTensor>read(context, source -> source.tensor("a"))).isEqualTo(tensor);
  }
}
