package io.kinolake.models.networks.llava;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.image.RgbImage;
import io.kinolake.models.tokenizer.sentencepiece.SentencePiece;
import io.kinolake.models.weights.ModelFolder;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A published LLaVA 1.5 with its vocabulary: answers questions about pictures. The question is put
 * as the model was tuned to be asked: {@code USER: } pictures, a line break each, question, {@code
 * ASSISTANT:}. Thread-safe: one batch is answered at a time, so that memory is that of one. Owns
 * native memory until it is closed.
 */
public final class LlavaChat implements AutoCloseable {
  private static final String BEFORE = "USER: ";
  private static final String AFTER = " ASSISTANT:";
  private static final String VOCABULARY = "tokenizer.model";
  private static final int MOST_PLACES = 4096;

  private final Llava model;
  private final SentencePiece vocabulary;
  private final int placesOfPicture;
  private final int mostPlaces;

  private LlavaChat(Llava model, SentencePiece vocabulary, int placesOfPicture, int mostPlaces) {
    this.model = model;
    this.vocabulary = vocabulary;
    this.placesOfPicture = placesOfPicture;
    this.mostPlaces = mostPlaces;
  }

  /** A question about pictures, at least one, in the order in which they are shown. */
  public record Question(String text, List<RgbImage> pictures) {
    public Question {
      pictures = List.copyOf(pictures);
      if (pictures.isEmpty()) {
        throw new IllegalArgumentException("A question is about pictures; none are given");
      }
    }
  }

  /**
   * An answer.
   *
   * @param promptTokens places that the question took, those of pictures among them
   * @param tokens tokens of the answer
   * @param cutOff whether it was ended by its length
   */
  public record Answer(String text, long promptTokens, long tokens, boolean cutOff) {}

  /**
   * Loads a model.
   *
   * @param folder as published, with {@code tokenizer.model}
   * @throws KinolakeException BAD_CONFIG or WRONG_WEIGHTS if it is not such a model; NOT_FOUND if
   *     the vocabulary is missing
   */
  public static LlavaChat load(ModelFolder folder, NetworkOptions options) {
    SentencePiece vocabulary = SentencePiece.read(folder.file(VOCABULARY));
    JsonNode json = folder.config();
    try (WeightSource weights = folder.openWeights()) {
      LlavaConfig config = LlavaSizes.of(json, weights);
      if (config.text().vocabulary() < vocabulary.size()
          || vocabulary.bos().isEmpty()
          || vocabulary.eos().isEmpty()) {
        throw new KinolakeException(
            FailureCode.WRONG_WEIGHTS,
            "%s has %d pieces and the model %d embeddings; take both from one published folder."
                .formatted(folder.file(VOCABULARY), vocabulary.size(), config.text().vocabulary()));
      }
      JsonNode text = json.has("text_config") ? json.path("text_config") : json;
      return new LlavaChat(
          Llava.load(options, config, weights),
          vocabulary,
          config.vision().patches(),
          text.path("max_position_embeddings").asInt(MOST_PLACES));
    }
  }

  /**
   * Answers questions, all at once, each as if it were alone but for rounding.
   *
   * @param mostTokens of an answer
   * @throws KinolakeException BAD_CAPTION if a question is longer than the model can read;
   *     NOT_FINITE if scores are not finite, naming the layer
   */
  public List<Answer> answer(List<Question> questions, int mostTokens) {
    List<LlavaPrompt> prompts = questions.stream().map(this::prompt).toList();
    List<Long> places = prompts.stream().map(this::places).toList();
    for (long each : places) {
      if (each + mostTokens > mostPlaces) {
        throw new KinolakeException(
            FailureCode.BAD_CAPTION,
            "The question takes %d tokens; the model reads %d with an answer of %d. Ask a shorter one or show fewer frames."
                .formatted(each, mostPlaces, mostTokens));
      }
    }
    List<int[]> answers = generate(prompts, mostTokens);
    List<Answer> texts = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      int[] ids = answers.get(i);
      // A model may have more embeddings than pieces; those stand for no text.
      String text =
          vocabulary.decode(
              Arrays.stream(ids).filter(id -> id < vocabulary.size()).boxed().toList());
      texts.add(new Answer(text, places.get(i), ids.length, ids.length >= mostTokens));
    }
    return texts;
  }

  @Override
  public void close() {
    model.close();
  }

  private synchronized List<int[]> generate(List<LlavaPrompt> prompts, int mostTokens) {
    return model.generate(prompts, mostTokens, vocabulary.eos().orElseThrow());
  }

  /** Each piece between pictures is encoded by itself, as the original does. */
  private LlavaPrompt prompt(Question question) {
    List<Integer> ids = new ArrayList<>();
    ids.add(vocabulary.bos().orElseThrow());
    ids.addAll(vocabulary.encode(BEFORE));
    for (int i = 0; i < question.pictures().size(); i++) {
      boolean last = i + 1 == question.pictures().size();
      ids.add(LlavaConfig.IMAGE_TOKEN);
      ids.addAll(vocabulary.encode(last ? "\n" + question.text() + AFTER : "\n"));
    }
    return new LlavaPrompt(ids.stream().mapToInt(Integer::intValue).toArray(), question.pictures());
  }

  private long places(LlavaPrompt prompt) {
    long pictures = prompt.images().size();
    return prompt.ids().count() - pictures + pictures * placesOfPicture;
  }
}
