package io.kinolake.models.tokenizer;

import io.kinolake.models.text.PythonText;
import io.kinolake.models.tokenizer.sentencepiece.SentencePiece;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tokenizer of T5 ({@code spiece.model}): unigram pieces, 100 extra ids behind them with {@code
 * <extra_id_0>} the highest, the end mark behind the text, padding with 0. Equal to the original
 * ("slow") tokenizer of the transformers library in its legacy form.
 */
public final class T5Tokenizer implements Tokenizer {
  private static final int EXTRA_IDS = 100;
  private static final String EXTRA = "<extra_id_";

  private final SentencePiece model;
  private final Map<String, Integer> specials;
  private final SpecialTokens specialTokens;
  private final int eos;
  private final int padding;

  private T5Tokenizer(SentencePiece model, int eos, int padding) {
    this.model = model;
    this.eos = eos;
    this.padding = padding;
    Map<String, Integer> specials = new TreeMap<>();
    specials.put(model.piece(padding), padding);
    specials.put(model.piece(eos), eos);
    specials.put(model.piece(model.unknown()), model.unknown());
    for (int extra = 0; extra < EXTRA_IDS; extra++) {
      specials.put(EXTRA + extra + ">", model.size() + EXTRA_IDS - 1 - extra);
    }
    this.specials = Map.copyOf(specials);
    this.specialTokens = new SpecialTokens(specials.keySet());
  }

  /**
   * Reads a {@code .model} file.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException NOT_FOUND, NOT_READABLE, or CORRUPT for a
   *     file of another kind or a model without end mark or padding
   */
  public static T5Tokenizer read(Path file) {
    SentencePiece model = SentencePiece.read(file);
    int eos = model.eos().orElse(-1);
    int padding = model.pad().orElse(-1);
    if (eos < 0 || padding < 0) {
      throw VocabularyFiles.wrong(file, "it has no end mark or no padding");
    }
    return new T5Tokenizer(model, eos, padding);
  }

  @Override
  public int size() {
    return model.size() + EXTRA_IDS;
  }

  /**
   * Special tokens written in the text count as such; extra ids take the white space beside them.
   */
  @Override
  public List<Integer> ids(String text) {
    List<SpecialTokens.Part> parts = specialTokens.split(text);
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      SpecialTokens.Part part = parts.get(i);
      if (part.special()) {
        ids.add(specials.get(part.text()));
        continue;
      }
      String plain = part.text();
      if (i > 0 && isExtra(parts.get(i - 1))) {
        plain = PythonText.stripLeading(plain);
      }
      if (i + 1 < parts.size() && isExtra(parts.get(i + 1))) {
        plain = PythonText.stripTrailing(plain);
      }
      ids.addAll(model.encode(plain));
    }
    return ids;
  }

  @Override
  public Encoding encode(String text, int length) {
    List<Integer> plain = ids(text);
    List<Integer> ids = new ArrayList<>(plain.subList(0, Math.min(plain.size(), length - 1)));
    if (ids.isEmpty() || ids.get(ids.size() - 1) != eos) {
      ids.add(eos);
    }
    return Encoding.padded(ids, length, padding);
  }

  @Override
  public String decode(List<Integer> ids) {
    List<Integer> plain = new ArrayList<>();
    for (int id : ids) {
      if (id < 0 || id >= size()) {
        throw new IllegalArgumentException("Id %d; there are %d".formatted(id, size()));
      }
      if (!specials.containsValue(id)) {
        plain.add(id);
      }
    }
    return PythonText.strip(model.decode(plain));
  }

  private static boolean isExtra(SpecialTokens.Part part) {
    return part.special() && part.text().startsWith(EXTRA);
  }
}
