package io.kinolake.udfs.score;

import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.FailureKind;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.Score;
import io.kinolake.udfs.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One decode of one clip for several scorers. Each frame is offered to the scorers that asked for
 * it and is then gone; decoding ends with the last frame that anybody asked for. One thread.
 */
final class ScoringPass implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ScoringPass.class);

  private final Clip clip;
  private final List<Work> works = new ArrayList<>();

  ScoringPass(ClipToScore input, List<Scorer> scorers, ScoringModels models) {
    this.clip = input.clip();
    scorers.forEach(scorer -> works.add(new Work(scorer, input, models)));
  }

  /** Whether any scorer still has to see frames. */
  boolean needsFrames() {
    return works.stream().anyMatch(work -> work.lastFrame() >= 0);
  }

  /** Whether any scorer reads motion vectors. */
  boolean needsMotionVectors() {
    return works.stream()
        .anyMatch(work -> work.lastFrame() >= 0 && work.scorer.needs().motionVectors());
  }

  /** Reads as many frames as anybody needs. A failure to decode fails what still needs frames. */
  void read(ClipFrames frames) {
    long last = works.stream().mapToLong(Work::lastFrame).max().orElse(-1);
    long read = 0;
    try {
      while (read <= last) {
        Optional<ClipFrame> frame = frames.next();
        if (frame.isEmpty()) {
          break;
        }
        works.forEach(work -> work.offer(frame.get()));
        read++;
      }
    } catch (KinolakeException e) {
      failFrom(read, e.failure());
      return;
    }
    failFrom(read, endedEarly(read));
  }

  /** Fails every scorer, where the clip cannot even be opened. */
  void fail(Failure failure) {
    failFrom(0, failure);
  }

  /** The outcome of each scorer by name, in the given order. */
  Map<String, Outcome<Score>> outcomes() {
    Map<String, Outcome<Score>> outcomes = new LinkedHashMap<>();
    works.forEach(work -> outcomes.put(work.scorer.name(), work.outcome()));
    return outcomes;
  }

  @Override
  public void close() {
    works.forEach(work -> work.attempt(() -> work.scoring.ifPresent(ClipScoring::close)));
  }

  private void failFrom(long read, Failure failure) {
    works.stream().filter(work -> work.lastFrame() >= read).forEach(work -> work.fail(failure));
  }

  private Failure endedEarly(long read) {
    return new Failure(
        read == 0 ? FailureCode.NO_FRAMES : FailureCode.TRUNCATED,
        "Clip '%s' ended after %d frames, its row says %d. The file may be damaged or have changed; cut it again."
            .formatted(clip.name(), read, clip.content().frames()));
  }

  /** One scorer's work on the clip; whatever it throws stays its own. */
  private static final class Work {
    private final Scorer scorer;
    private final Clip clip;
    private final FrameSet wanted;
    private Optional<Finding> known = Optional.empty();
    private Optional<ClipScoring> scoring = Optional.empty();
    private Optional<Failure> failure = Optional.empty();

    Work(Scorer scorer, ClipToScore input, ScoringModels models) {
      this.scorer = scorer;
      this.clip = input.clip();
      this.wanted = scorer.needs().frames().of(clip.content().frames());
      attempt(
          () -> {
            known = input.embeddings().flatMap(stored -> scorer.reuse(stored, models));
            if (known.isEmpty()) {
              scoring = Optional.of(scorer.open(clip.content(), models));
            }
          });
    }

    /** The last frame that it has to see; below 0 if it needs none. */
    long lastFrame() {
      return known.isPresent() ? -1 : wanted.last();
    }

    void offer(ClipFrame frame) {
      if (failure.isEmpty() && known.isEmpty() && wanted.contains(frame.index())) {
        attempt(() -> scoring.orElseThrow().accept(frame));
      }
    }

    void fail(Failure reason) {
      failure = failure.or(() -> Optional.of(reason));
    }

    Outcome<Score> outcome() {
      List<Score> rows = new ArrayList<>();
      if (failure.isEmpty()) {
        attempt(() -> rows.add(finding().toScore(clip.id(), scorer.name())));
      }
      return failure.<Outcome<Score>>map(Outcome::rejected).orElseGet(() -> Outcome.produced(rows));
    }

    private Finding finding() {
      return known.orElseGet(() -> scoring.orElseThrow().finish());
    }

    void attempt(Runnable step) {
      try {
        step.run();
      } catch (KinolakeException e) {
        if (e.failure().code().kind() == FailureKind.CONFIG) {
          throw e;
        }
        fail(e.failure());
      } catch (RuntimeException e) {
        LOG.error("Scorer {} broke on clip {}", scorer.name(), clip.id().value(), e);
        fail(
            new Failure(
                FailureCode.INTERNAL,
                "Scorer '%s' broke on clip '%s': %s. This is a bug; please report it."
                    .formatted(scorer.name(), clip.name(), e)));
      }
    }
  }
}
