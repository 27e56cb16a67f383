package io.kinolake.models.device;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestBfloat16Support {
  @TempDir private Path folder;

  @Test
  void aProcessorWithoutInstructionsForItIsRefused() throws IOException {
    Path old = cpuinfo("flags\t\t: fpu sse2 avx2 avx512f avx512_bf16x\n");

    assertThatThrownBy(() -> Bfloat16Support.require(old))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("The precision is bf16 (models.precision, --precision)")
        .hasMessageContaining("Take fp32");
  }

  @Test
  void anyOfTheInstructionSetsWillDo() throws IOException {
    for (String flags :
        new String[] {"flags : avx512_bf16 x", "flags : amx_bf16", "Features : fp bf16 i8mm"}) {
      Path processor = cpuinfo("model name : some\n" + flags + "\n");

      assertThatCode(() -> Bfloat16Support.require(processor)).doesNotThrowAnyException();
    }
  }

  private Path cpuinfo(String text) throws IOException {
    return Files.writeString(folder.resolve("cpuinfo"), text);
  }
}
