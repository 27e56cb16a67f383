package io.kinolake.models.networks.llava;

import io.kinolake.models.graph.FiniteCheck;
import io.kinolake.models.graph.KeptValues;
import io.kinolake.models.graph.Network;
import io.kinolake.models.networks.llama.LlamaConfig;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One run of answers under way: what was generated, and the keys and values of all tokens so far,
 * which stay in the engine's memory. Not thread-safe; owns that memory until it is closed.
 */
final class Generation implements AutoCloseable {
  private final Network network;
  private final LlamaConfig config;
  private final MergedPrompts prompts;
  private final HostTensor visible;
  private final int end;
  private final KeptValues prompt;
  private final List<long[]> tokens = new ArrayList<>();
  private final boolean[] ended;
  private KeptValues latest;

  private Generation(
      Network network,
      LlamaConfig config,
      MergedPrompts prompts,
      HostTensor visible,
      int end,
      KeptValues prompt) {
    this.network = network;
    this.config = config;
    this.prompts = prompts;
    this.visible = visible;
    this.end = end;
    this.prompt = prompt;
    this.latest = prompt;
    this.ended = new boolean[prompts.rows()];
  }

  /** Reads the prompts, which gives the first token of each answer. */
  static Generation start(
      Network network, LlamaConfig config, MergedPrompts prompts, HostTensor pixels, int end) {
    HostTensor visible = prompts.visible();
    Map<String, HostTensor> given =
        Map.of(
            LlavaGraph.PIXELS,
            pixels,
            LlavaGraph.WORDS,
            prompts.words(),
            LlavaGraph.WORD_MASK,
            prompts.wordMask(),
            LlavaGraph.PATCHES,
            prompts.patches(),
            LlavaGraph.VISIBLE,
            visible,
            LlavaGraph.LAST,
            prompts.last());
    KeptValues read = run(network, config, LlavaGraph.PROMPT, given, Map.of());
    Generation generation = new Generation(network, config, prompts, visible, end, read);
    generation.take(read.host(LlavaGraph.next(LlavaGraph.PROMPT)));
    return generation;
  }

  /** Number of tokens so far. */
  int length() {
    return tokens.size();
  }

  /** Whether every answer has ended. */
  boolean isFinished() {
    for (boolean each : ended) {
      if (!each) {
        return false;
      }
    }
    return true;
  }

  /** Generates one more token of every answer. */
  void step() {
    long[] read = tokens.get(tokens.size() - 1);
    long[] positions = new long[read.length];
    for (int row = 0; row < read.length; row++) {
      positions[row] = prompts.length(row) + tokens.size() - 1;
    }
    Shape column = Shape.of(read.length, 1);
    Map<String, HostTensor> given = new LinkedHashMap<>();
    given.put(LlavaGraph.TOKEN, HostTensor.integers(DType.I32, column, read));
    given.put(LlavaGraph.POSITION, HostTensor.integers(DType.I32, column, positions));
    given.put(LlavaGraph.earlier(LlavaGraph.VISIBLE), visible);
    KeptValues next = run(network, config, LlavaGraph.STEP, given, remembered(given, read.length));
    if (latest != prompt) {
      latest.close();
    }
    latest = next;
    take(next.host(LlavaGraph.next(LlavaGraph.STEP)));
  }

  /** What was generated before each answer's end, up to {@code most} tokens. */
  List<int[]> answers(int most) {
    List<int[]> answers = new ArrayList<>();
    for (int row = 0; row < prompts.rows(); row++) {
      int[] answer = new int[Math.min(most, tokens.size())];
      int length = 0;
      while (length < answer.length && tokens.get(length)[row] != end) {
        answer[length] = Math.toIntExact(tokens.get(length)[row]);
        length++;
      }
      answers.add(Arrays.copyOf(answer, length));
    }
    return answers;
  }

  @Override
  public void close() {
    if (latest != prompt) {
      latest.close();
    }
    prompt.close();
  }

  /** Keys and values of the prompts and of the tokens read since, at first none. */
  private Map<String, KeptValues.Value> remembered(Map<String, HostTensor> given, int rows) {
    Map<String, KeptValues.Value> kept = new LinkedHashMap<>();
    for (String name : LlavaGraph.memory(LlavaGraph.PROMPT, config)) {
      kept.put(LlavaGraph.earlier(name), prompt.value(name));
    }
    for (String name : LlavaGraph.memory(LlavaGraph.STEP, config)) {
      if (latest == prompt) {
        Shape none = Shape.of(rows, config.groups(), 0, config.headSize());
        given.put(LlavaGraph.earlier(name), HostTensor.floats(none));
      } else {
        kept.put(LlavaGraph.earlier(name), latest.value(name));
      }
    }
    return kept;
  }

  private void take(HostTensor next) {
    long[] ids = next.toLongs();
    tokens.add(ids);
    for (int row = 0; row < ids.length; row++) {
      ended[row] |= ids[row] == end;
    }
  }

  private static KeptValues run(
      Network network,
      LlamaConfig config,
      String graph,
      Map<String, HostTensor> given,
      Map<String, KeptValues.Value> kept) {
    List<String> wanted = new ArrayList<>(LlavaGraph.memory(graph, config));
    wanted.add(LlavaGraph.next(graph));
    wanted.add(LlavaGraph.finite(graph));
    KeptValues values = network.runKept(given, kept, wanted);
    if (values.host(LlavaGraph.finite(graph)).toLongs()[0] == 0) {
      values.close();
      throw FiniteCheck.notFinite(network, graph, given, kept, "logits");
    }
    return values;
  }
}
