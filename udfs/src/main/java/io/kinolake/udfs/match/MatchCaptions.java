package io.kinolake.udfs.match;

import io.kinolake.models.networks.clip.ClipConfig;
import io.kinolake.models.networks.clip.ClipMatch;
import io.kinolake.models.networks.clip.ClipSizes;
import io.kinolake.models.tokenizer.ClipTokenizer;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.tables.Match;
import io.kinolake.schemas.tables.MatchTable;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.Resources;
import io.kinolake.udfs.Stage;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StagePart;
import io.kinolake.udfs.StageSpec;
import io.kinolake.udfs.StageWorker;
import io.kinolake.udfs.store.LocalMedia;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares captions with the middle pictures of their clips, as Open-Sora's {@code
 * tools.scoring.matching} does: cosine of CLIP's embeddings, times the model's scale; longer texts
 * are cut to 77 tokens. Nothing is decoded: pictures are embedded already. The parts are the
 * captioners; a part without a caption yields no row.
 */
public final class MatchCaptions implements Stage<CaptionToMatch, Match> {
  private static final long serialVersionUID = 1L;

  /** The network's name among engines. */
  private static final String CLIP_TEXT = "clip-text";

  private static final int BATCH = 32;

  private static final StageSpec<CaptionToMatch, Match> SPEC =
      new StageSpec<>(
          "match-captions", 1, CaptionToMatch.SCHEMA, MatchTable.SCHEMA, Resources.ONE_CORE, BATCH);

  private final ArrayList<String> captioners;
  private final TextModel model; // null where nothing is to be matched

  /**
   * @param captioners whose captions are compared
   * @param model what texts are embedded by; without one there must be no items
   */
  public MatchCaptions(List<String> captioners, Optional<TextModel> model) {
    this.captioners = new ArrayList<>(captioners);
    this.model = model.orElse(null);
  }

  /** What texts are embedded by, where captions are to be matched. */
  public Optional<TextModel> model() {
    return Optional.ofNullable(model);
  }

  @Override
  public StageSpec<CaptionToMatch, Match> spec() {
    return SPEC;
  }

  @Override
  public List<StagePart> parts() {
    return captioners.stream().map(name -> new StagePart(name, fingerprint(), true)).toList();
  }

  /** The same for every captioner: a match depends on the caption, the picture and the model. */
  @Override
  public Fingerprint fingerprint() {
    return Fingerprint.of(
        SPEC.name(), SPEC.version(), model().map(TextModel::digest).map(Fingerprint::value));
  }

  @Override
  public StageWorker<CaptionToMatch, Match> open(StageContext context) {
    TextModel texts = model().orElseThrow();
    try (LocalMedia file = context.media().open(texts.vocabulary().uri())) {
      ClipTokenizer tokenizer = ClipTokenizer.read(file.path());
      ClipMatch network =
          context.models().get(ClipMatch.class, texts.clip().digest(), () -> load(texts, context));
      tokenizer.requireEmbeddings(network.vocabulary());
      return new Worker(tokenizer, network, texts.clip().digest().value());
    }
  }

  private static ClipMatch load(TextModel texts, StageContext context) {
    return texts
        .clip()
        .read(
            context,
            weights -> {
              ClipConfig config = ClipSizes.of(weights);
              return context
                  .served(CLIP_TEXT)
                  .map(served -> ClipMatch.over(config, served, weights))
                  .orElseGet(() -> ClipMatch.load(context.networkOptions(), config, weights));
            });
  }

  /** The pool owns the network. */
  private record Worker(ClipTokenizer tokenizer, ClipMatch network, String model)
      implements StageWorker<CaptionToMatch, Match> {

    @Override
    public List<ItemResult<Match>> process(List<Item<CaptionToMatch>> batch) {
      List<CaptionToMatch> wanted = new ArrayList<>();
      for (Item<CaptionToMatch> item : batch) {
        item.rows().stream()
            .filter(row -> item.parts().contains(row.captioner()))
            .forEach(wanted::add);
      }
      Map<CaptionToMatch, Match> matches = new HashMap<>();
      for (int from = 0; from < wanted.size(); from += BATCH) {
        match(wanted.subList(from, Math.min(from + BATCH, wanted.size())), matches);
      }
      return batch.stream().map(item -> result(item, matches)).toList();
    }

    @Override
    public void close() {}

    private void match(List<CaptionToMatch> captions, Map<CaptionToMatch, Match> matches) {
      double[] found =
          network.match(
              captions.stream()
                  .map(caption -> caption.picture().toFloats(0, caption.picture().size()))
                  .toList(),
              captions.stream().map(caption -> network.tokens(tokenizer, caption.text())).toList());
      for (int i = 0; i < found.length; i++) {
        CaptionToMatch caption = captions.get(i);
        matches.put(caption, new Match(caption.clip(), caption.captioner(), found[i], model));
      }
    }

    private static ItemResult<Match> result(
        Item<CaptionToMatch> item, Map<CaptionToMatch, Match> matches) {
      Map<String, Outcome<Match>> outcomes = new HashMap<>();
      item.parts().forEach(part -> outcomes.put(part, Outcome.produced(List.of())));
      for (CaptionToMatch row : item.rows()) {
        outcomes.computeIfPresent(
            row.captioner(), (part, none) -> Outcome.produced(matches.get(row)));
      }
      return new ItemResult<>(outcomes);
    }
  }
}
