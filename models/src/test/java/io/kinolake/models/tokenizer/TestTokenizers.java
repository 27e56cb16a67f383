package io.kinolake.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.SharedFolder;
import io.kinolake.models.tokenizer.sentencepiece.SentencePiece;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every tokenizer. */
class TestTokenizers {
  private static final int LENGTH = 77;

  @TempDir private Path folder;

  static List<String> kinds() {
    return List.of("bert", "clip", "t5", "step");
  }

  private static Tokenizer open(String kind) throws IOException {
    Path golden = SharedFolder.require("golden/tokenizers");
    return switch (kind) {
      case "bert" ->
          BertTokenizer.read(
              golden.resolve("bert_wordpiece/vocab_uncased.txt"), BertTokenizer.Letters.UNCASED);
      case "clip" -> ClipTokenizer.read(golden.resolve("clip_bpe/bpe_simple_vocab_small.txt.gz"));
      case "t5" -> T5Tokenizer.read(golden.resolve("sentencepiece_unigram/spiece.model"));
      default -> StepChatTokenizer.read(golden.resolve("step1_chat/step1_chat_tokenizer.model"));
    };
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void anEncodingHasTheLengthAskedFor(String kind) throws IOException {
    Tokenizer tokenizer = open(kind);
    Random random = new Random(11);
    for (int i = 0; i < 300; i++) {
      String text = randomText(random, random.nextInt(200));
      int length = 2 + random.nextInt(LENGTH);
      Encoding encoding = tokenizer.encode(text, length);
      assertThat(encoding.ids()).hasSize(length).allMatch(id -> id >= 0 && id < tokenizer.size());
      assertThat(encoding.mask()).hasSize(length);
      assertThat(encoding.mask().subList(0, encoding.valid())).containsOnly(1);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void veryLongCaptionsAreCut(String kind) throws IOException {
    Tokenizer tokenizer = open(kind);
    List<String> captions =
        List.of(
            "a".repeat(100_000),
            "a cat walks. ".repeat(8_000),
            "\u732b".repeat(100_000),
            "\ud83d\ude00".repeat(50_000),
            " ".repeat(100_000),
            "!".repeat(100_000),
            "e\u0301".repeat(50_000),
            "&amp;".repeat(20_000),
            "<extra_id_0>".repeat(9_000));
    for (String caption : captions) {
      assertThat(tokenizer.encode(caption, LENGTH).ids()).hasSize(LENGTH);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aLoneSurrogateIsNoReasonToFail(String kind) throws IOException {
    Tokenizer tokenizer = open(kind);

    assertThat(tokenizer.ids("a \ud800 b")).isEqualTo(tokenizer.ids("a \ufffd b"));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void anIdOutsideTheVocabularyIsAnError(String kind) throws IOException {
    Tokenizer tokenizer = open(kind);

    assertThatThrownBy(() -> tokenizer.decode(List.of(tokenizer.size())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Id %d; there are %d".formatted(tokenizer.size(), tokenizer.size()));
    assertThatThrownBy(() -> tokenizer.requireEmbeddings(tokenizer.size() - 1))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("take the vocabulary of the same model");
    tokenizer.requireEmbeddings(tokenizer.size());
  }

  @Test
  void bytesCarryAnyTextThroughByteFallbackAndClip() throws IOException {
    Tokenizer step = open("step");
    Tokenizer clip = open("clip");
    Random random = new Random(12);
    for (int i = 0; i < 300; i++) {
      String text = randomText(random, 60).replace("\u2581", "");
      assertThat(step.decode(step.ids(text))).isEqualTo(text);
      assertThat(clip.decode(clip.ids(text)).replace(" ", ""))
          .isEqualTo(ClipTokenizer.clean(text).replace(" ", ""));
    }
  }

  @Test
  void mergesAreDoneInTheirOrderEverywhere() throws IOException {
    Path file = folder.resolve("merges.txt");
    Files.writeString(file, "#version: 0.2\nb c\na bc\na a\naa a</w>\na b\n");
    ClipTokenizer tokenizer = ClipTokenizer.read(file);
    List<String> joined = new ArrayList<>();
    for (String word : List.of("abc", "aaaa", "ab", "aaa", "abcd")) {
      StringBuilder parts = new StringBuilder();
      tokenizer.ids(word).forEach(id -> parts.append(tokenizer.decode(List.of(id))).append('|'));
      joined.add(parts.toString());
    }

    assertThat(joined).containsExactly("ab|c |", "aa|a|a |", "a|b |", "aaa |", "abc|d |");
  }

  @Test
  void aWrongVocabularyIsOneClearError() throws IOException {
    Path text = Files.writeString(folder.resolve("vocab.txt"), "one\ntwo\n");
    Path empty = Files.createFile(folder.resolve("empty"));
    byte[] noise = new byte[5000];
    new Random(4).nextBytes(noise);
    Path binary = Files.write(folder.resolve("noise"), noise);
    Map<String, ThrowingCallable> wrong =
        Map.of(
            "it lacks [", () -> BertTokenizer.read(text, BertTokenizer.Letters.CASED),
            "no text in UTF-8", () -> BertTokenizer.read(binary, BertTokenizer.Letters.CASED),
            "'two', is no merge", () -> ClipTokenizer.read(text),
            "it has no merges", () -> ClipTokenizer.read(empty),
            "no usable SentencePiece model", () -> SentencePiece.read(binary),
            "it has no unknown piece", () -> T5Tokenizer.read(empty));
    wrong.forEach(
        (message, call) ->
            assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                    KinolakeException.class,
                    e -> assertThat(e.failure().code()).isEqualTo(FailureCode.CORRUPT))
                .hasMessageContaining(message));
    assertThatThrownBy(() -> SentencePiece.read(folder.resolve("nowhere")))
        .hasMessageContaining("There is no vocabulary");
  }

  @Test
  void damagedModelsAreErrorsOrOtherVocabulariesButNothingElse() throws IOException {
    byte[] whole =
        Files.readAllBytes(
            SharedFolder.require("golden/tokenizers/step1_chat/step1_chat_tokenizer.model"));
    Path damaged = folder.resolve("damaged.model");
    Random random = new Random(6);
    for (int i = 0; i < 400; i++) {
      byte[] copy = Arrays.copyOf(whole, i % 2 == 0 ? whole.length : random.nextInt(whole.length));
      if (copy.length > 0) {
        copy[random.nextInt(copy.length)] = (byte) random.nextInt();
      }
      Files.write(damaged, copy);
      try {
        SentencePiece.read(damaged).encode("a cat \u732b");
      } catch (KinolakeException e) {
        assertThat(e.failure().code()).isEqualTo(FailureCode.CORRUPT);
      }
    }
  }

  private static String randomText(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      int codePoint =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(0x3000);
            case 1 -> 0x10000 + random.nextInt(0x10000);
            default -> ' ' + random.nextInt(95);
          };
      text.appendCodePoint(codePoint);
    }
    return text.toString();
  }
}
