package io.kinolake.udfs.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TestCaptionCleaner {
  private static final String ERROR = "error";

  /** A quadratic pattern takes minutes for these texts, a linear one milliseconds. */
  private static final Duration BACKTRACKING_FOR_EVER = Duration.ofSeconds(20);

  /** What the reference tools gave; lines that depend on library versions are left out. */
  static Stream<JsonNode> goldenCaptions() throws IOException {
    ObjectMapper json = new ObjectMapper();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                TestCaptionCleaner.class.getResourceAsStream("captions.jsonl"),
                StandardCharsets.UTF_8))) {
      return lines.lines().map(line -> parse(json, line)).toList().stream()
          .filter(line -> !line.path("version_dependent").asBoolean());
    }
  }

  @ParameterizedTest
  @MethodSource("goldenCaptions")
  void everyGoldenCaptionComesOutAsTheReferenceGaveIt(JsonNode golden) {
    String input = golden.path("input").textValue();
    assertSame(golden.path("refined"), input, CaptionCleaner::refine);
    assertSame(golden.path("cleaned_once"), input, CaptionCleaner::clean);
    assertSame(golden.path("cleaned"), input, CaptionCleaner::cleanTwice);
    assertSame(
        golden.path("refined_then_cleaned"),
        input,
        caption -> CaptionCleaner.cleanTwice(CaptionCleaner.refine(caption)));
  }

  @Test
  void theUnicodeVariantKeepsCjkAndRepairsMojibake() {
    assertThat(CaptionCleaner.cleanUnicode("你好 World")).isEqualTo("你好 world");
    assertThat(CaptionCleaner.cleanUnicode("東京タワーの夜景、2024 年。")).isEqualTo("東京タワーの夜景、2024 年。");
    assertThat(CaptionCleaner.cleanUnicode("schÃ¶n")).isEqualTo("schön");
    assertThat(CaptionCleaner.clean("你好 World")).isEqualTo("world");
  }

  @Test
  void aCaptionThatIsOnlyAPrefixHasNothingToRefine() {
    assertThatThrownBy(() -> CaptionCleaner.refine("The video depicts"))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("nothing but 'The video depicts'");
  }

  @Test
  void randomTextNeverFailsExceptForUnknownMarkedSections() {
    Random random = new Random(20240618);
    for (int i = 0; i < 4_000; i++) {
      String caption = randomText(random);
      for (UnaryOperator<String> cleaning : cleanings()) {
        try {
          assertThat(cleaning.apply(caption)).isNotNull();
        } catch (KinolakeException e) {
          assertThat(e.failure().code()).isEqualTo(FailureCode.BAD_CAPTION);
          assertThat(e).hasMessageContaining("<![");
        }
      }
    }
  }

  static Stream<String> hostilePieces() {
    return Stream.of(
        "a.",
        "a",
        " ",
        "1",
        "a1",
        "1a",
        "-",
        "'",
        "<",
        "<a ",
        "<a b='",
        "<!--",
        "&",
        "&#",
        "</",
        "<![if ",
        "] ",
        "--",
        "x.com@",
        "http:",
        "free ",
        "worldwide ",
        "1x",
        "a1a1_",
        "\u00c3",
        "\u00c3\u00a9",
        "\u00e2\u20ac",
        "\u03a3",
        ".jpg",
        "%C3",
        "\"",
        "<script>",
        "<rt>",
        ": ",
        "=",
        "<a b= \"",
        "page ",
        "#1",
        "@a",
        "click on ",
        "\u0301",
        "\uff06",
        "<a/",
        "x='\"");
  }

  @ParameterizedTest
  @MethodSource("hostilePieces")
  void fortyThousandCharactersOfOnePieceEndSoon(String piece) {
    String caption = piece.repeat(40_000 / piece.length());
    for (String hostile : List.of("a" + caption + "\u00e9_")) {
      assertTimeoutPreemptively(
          BACKTRACKING_FOR_EVER,
          () -> assertThat(cleanings()).allMatch(cleaning -> cleaning.apply(hostile) != null));
    }
  }

  private static List<UnaryOperator<String>> cleanings() {
    return List.of(CaptionCleaner::cleanTwice, CaptionCleaner::cleanUnicode);
  }

  private static void assertSame(JsonNode expected, String input, UnaryOperator<String> step) {
    if (expected.has(ERROR)) {
      assertThatThrownBy(() -> step.apply(input)).isInstanceOf(KinolakeException.class);
    } else {
      assertThat(step.apply(input)).isEqualTo(expected.textValue());
    }
  }

  private static String randomText(Random random) {
    String[] pieces = hostilePieces().toArray(String[]::new);
    StringBuilder text = new StringBuilder();
    IntStream.range(0, random.nextInt(40))
        .forEach(
            i -> {
              switch (random.nextInt(4)) {
                case 0 -> text.appendCodePoint(random.nextInt(0x110000));
                case 1 -> text.appendCodePoint(random.nextInt(0x500));
                case 2 -> text.appendCodePoint(32 + random.nextInt(95));
                default -> text.append(pieces[random.nextInt(pieces.length)]);
              }
            });
    return text.toString();
  }

  private static JsonNode parse(ObjectMapper json, String line) {
    try {
      return json.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
