package io.kinolake.models.tokenizer;

import io.kinolake.models.tokenizer.sentencepiece.SentencePiece;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The tokenizer of Step-Video's language model ({@code step1_chat_tokenizer.model}): byte pairs
 * between id 1 and id 2, padded with 2 (reference-models §5).
 */
public final class StepChatTokenizer implements Tokenizer {
  private static final int BOS = 1;
  private static final int EOS = 2;

  private final SentencePiece model;

  private StepChatTokenizer(SentencePiece model) {
    this.model = model;
  }

  /**
   * Reads a {@code .model} file.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException NOT_FOUND, NOT_READABLE, or CORRUPT for a
   *     file of another kind or a model without these two ids
   */
  public static StepChatTokenizer read(Path file) {
    SentencePiece model = SentencePiece.read(file);
    if (model.bos().orElse(-1) != BOS || model.eos().orElse(-1) != EOS) {
      throw VocabularyFiles.wrong(file, "its ids of start and end are not 1 and 2");
    }
    return new StepChatTokenizer(model);
  }

  @Override
  public int size() {
    return model.size();
  }

  @Override
  public List<Integer> ids(String text) {
    return model.encode(text);
  }

  @Override
  public Encoding encode(String text, int length) {
    List<Integer> plain = ids(text);
    List<Integer> ids = new ArrayList<>();
    ids.add(BOS);
    ids.addAll(plain.subList(0, Math.min(plain.size(), length - 2)));
    ids.add(EOS);
    return Encoding.padded(ids, length, EOS);
  }

  @Override
  public String decode(List<Integer> ids) {
    return model.decode(ids);
  }
}
