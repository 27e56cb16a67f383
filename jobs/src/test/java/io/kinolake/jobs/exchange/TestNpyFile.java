package io.kinolake.jobs.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestNpyFile {
  private static final HostTensor NUMBERS = HostTensor.floats(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);

  @ParameterizedTest
  @EnumSource(value = DType.class, mode = EnumSource.Mode.EXCLUDE, names = "BF16")
  void anArrayComesBackAsItWas(DType dtype) {
    Shape shape = Shape.of(2, 2);
    HostTensor array =
        dtype.isFloating()
            ? HostTensor.floats(shape, 0, 1, 1, 0).cast(dtype)
            : HostTensor.integers(dtype, shape, 0, 1, 1, 0);
    assertThat(NpyFile.read("a.npy", NpyFile.bytes(array))).isEqualTo(array);
  }

  @Test
  void arraysWithoutExtentsOrWithoutNumbersComeBackToo() {
    for (HostTensor array :
        List.of(HostTensor.floats(Shape.of(), 7), HostTensor.floats(Shape.of(0, 4)))) {
      assertThat(NpyFile.read("a.npy", NpyFile.bytes(array))).isEqualTo(array);
    }
  }

  @Test
  void theSecondVersionOfTheFormatIsRead() {
    String header = "{'descr':'<f4','fortran_order':False,'shape':(1,),}\n";
    byte[] file = new byte[12 + header.length() + 4];
    System.arraycopy("\u0093NUMPY\2\0".getBytes(ISO_8859_1), 0, file, 0, 8);
    file[8] = (byte) header.length();
    System.arraycopy(header.getBytes(ISO_8859_1), 0, file, 12, header.length());
    assertThat(NpyFile.read("a.npy", file)).isEqualTo(HostTensor.floats(Shape.of(1), 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 9, 60, 127, 151})
  void aTruncatedFileIsRefused(int length) {
    byte[] file = Arrays.copyOf(NpyFile.bytes(NUMBERS), length);
    assertThatThrownBy(() -> NpyFile.read("a.npy", file))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("'a.npy'")
        .hasMessageContaining("Export it again");
  }

  @Test
  void columnsBeforeRowsAndOtherThingsThanNumbersAreRefused() {
    assertRefused("False", "True ", "lies in columns");
    assertRefused("<f4", ">f4", "its type is '>f4'");
    assertRefused("<f4", "|O ", "its type is '|O '");
    assertRefused("(2, 3,)", "(99999999999999999999,)", "extents (99999999999999999999,)");
    assertRefused("(2, 3,)", "(9223372036854775807, 2)", "extents (9223372036854775807, 2)");
    assertRefused("'shape'", "'shade'", "its header is");
  }

  private static void assertRefused(String part, String other, String problem) {
    String file = new String(NpyFile.bytes(NUMBERS), ISO_8859_1).replace(part, other);
    assertThatThrownBy(() -> NpyFile.read("a.npy", file.getBytes(ISO_8859_1)))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining(problem);
  }
}
