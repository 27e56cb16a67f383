package io.kinolake.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TestFingerprint {
  private static final int ROUNDS = 2_000;

  private final Random random = new Random(1);

  @Test
  void itIsTheFirstHalfOfTheSha256OfTheBytes() {
    assertThat(Fingerprint.ofBytes("abc".getBytes(UTF_8)).value())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223");
    assertThat(Fingerprint.of().value()).isEqualTo("e3b0c44298fc1c149afbf4c8996fb924");
  }

  @Test
  void partsAreJoinedByTheSeparatorAsSparkSqlJoinsThem() {
    for (int round = 0; round < ROUNDS; round++) {
      Object[] parts = new Object[random.nextInt(6)];
      Arrays.setAll(parts, i -> i % 2 == 0 ? (Object) random.nextLong() : "t" + random.nextInt());
      String joined = Arrays.stream(parts).map(String::valueOf).collect(Collectors.joining("|"));

      assertThat(Fingerprint.of(parts))
          .isEqualTo(Fingerprint.ofBytes(joined.getBytes(UTF_8)))
          .isEqualTo(Fingerprint.of(parts.clone()));
    }
  }

  @Test
  void everyBitOfTheContentCounts() {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] content = new byte[1 + random.nextInt(200)];
      random.nextBytes(content);
      Fingerprint whole = Fingerprint.ofBytes(content);
      assertThat(new Fingerprint(whole.value())).isEqualTo(whole).hasToString(whole.value());

      content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));

      assertThat(Fingerprint.ofBytes(content)).isNotEqualTo(whole);
    }
  }

  @Test
  void theOrderOfThePartsCounts() {
    for (int round = 0; round < ROUNDS; round++) {
      int first = random.nextInt(1_000);
      int second = first + 1 + random.nextInt(1_000);
      assertThat(Fingerprint.of(first, second)).isNotEqualTo(Fingerprint.of(second, first));
    }
  }

  @Test
  void whatIsNotThirtyTwoLowerCaseDigitsIsRefused() {
    String good = Fingerprint.of("x").value();
    for (String bad : new String[] {"", good + "0", good.substring(1), "G" + good.substring(1)}) {
      assertThatIllegalArgumentException().isThrownBy(() -> new Fingerprint(bad));
    }
  }
}
