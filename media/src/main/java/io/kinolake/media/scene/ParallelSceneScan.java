package io.kinolake.media.scene;

import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.MediaInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Scans the spans of one long video at once, in threads of its own. A file whose key frames lead
 * elsewhere than decoding from its start is scanned again in one pass, so that the scenes are the
 * same either way. Immutable and thread-safe.
 */
public final class ParallelSceneScan {
  private final SceneScan scan;
  private final Duration spanLength;
  private final int threads;

  /**
   * @param spanLength least length of a span
   * @param threads spans scanned at once, at least 1
   */
  public ParallelSceneScan(SceneScan scan, Duration spanLength, int threads) {
    this.scan = scan;
    this.spanLength = spanLength;
    this.threads = threads;
  }

  /**
   * The scenes of a file, in order.
   *
   * @throws KinolakeException what decoding throws
   */
  public List<SceneRange> scan(Path file, MediaInfo info) {
    List<ScanSpan> spans = SceneScan.planSpans(info, spanLength);
    if (threads == 1 || spans.size() == 1) {
      return scan.scan(file);
    }
    List<ScoreSeries> series = scanSpans(file, spans);
    return ScoreSeries.meet(series) ? scan.detect(series) : scan.scan(file);
  }

  private List<ScoreSeries> scanSpans(Path file, List<ScanSpan> spans) {
    ExecutorService pool = Executors.newFixedThreadPool(Math.min(threads, spans.size()));
    try {
      List<Future<ScoreSeries>> running = new ArrayList<>();
      for (ScanSpan span : spans) {
        running.add(pool.submit(() -> scan.scanSpan(file, span)));
      }
      List<ScoreSeries> series = new ArrayList<>();
      for (Future<ScoreSeries> future : running) {
        series.add(await(future));
      }
      return series;
    } finally {
      pool.shutdownNow();
    }
  }

  private static ScoreSeries await(Future<ScoreSeries> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while scanning the spans of a video", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KinolakeException failure) {
        throw failure;
      }
      throw new IllegalStateException("A span of a video could not be scanned", e.getCause());
    }
  }
}
