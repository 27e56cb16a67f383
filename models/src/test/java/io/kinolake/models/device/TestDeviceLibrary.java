package io.kinolake.models.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestDeviceLibrary {
  private static final Path COMPILER = Path.of("/usr/bin/cc");

  @TempDir private Path folder;

  @Test
  void aMissingFileIsNamed() {
    assertRefused(() -> DeviceLibrary.load(folder.resolve("none.so")), "there is no such file");
  }

  @Test
  void aFileThatIsNoLibraryIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("text.so"), "no library");

    assertRefused(() -> DeviceLibrary.load(file), "ended with exit code 1");
  }

  @Test
  void aLibraryThatEndsItsProcessDoesNotEndThisOne() throws Exception {
    Path library =
        compiled("#include <stdlib.h>\nvoid SE_InitPlugin(void *p, void *s) { abort(); }\n");

    assertRefused(() -> DeviceLibrary.load(library), "ended with exit code 134");
  }

  @Test
  void itIsLoadedBeforeDevicesAreLookedFor() {
    Path none = folder.resolve("none.so");
    Devices devices = new Devices(Optional.of(none), List.of(), 1);

    assertRefused(() -> devices.access(Device.AUTO).placement(), none.toString());
    assertThat(devices.access(Device.CPU).placement().device()).isEqualTo(Device.CPU);
  }

  private Path compiled(String source) throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(COMPILER), "needs a C compiler");
    Path code = Files.writeString(folder.resolve("plugin.c"), source);
    Path library = folder.resolve("plugin.so");
    Process compiler =
        new ProcessBuilder(
                COMPILER.toString(), "-shared", "-fPIC", "-o", library.toString(), code.toString())
            .inheritIO()
            .start();
    assertThat(compiler.waitFor()).isZero();
    return library;
  }

  private static void assertRefused(ThrowingCallable call, String why) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KinolakeException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.BAD_CONFIG))
        .hasMessageContaining("models.library")
        .hasMessageContaining(why);
  }
}
