package io.kinolake.udfs.probe;

import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.probe.DecodeVerifier;
import io.kinolake.media.probe.MediaProber;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.tables.DecodeVerdict;
import io.kinolake.schemas.tables.Probe;
import io.kinolake.schemas.tables.Video;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ItemWorker;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.store.LocalMedia;
import io.kinolake.udfs.store.MediaStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Probes one source after another. */
final class ProbeWorker extends ItemWorker<Video, Probe> {
  private final boolean verify;
  private final MediaStore media;
  private final MediaProber prober;
  private final DecodeVerifier verifier;

  ProbeWorker(ProbeVideosSettings settings, MediaStore media) {
    this.verify = settings.verify();
    this.media = media;
    this.prober = new MediaProber(settings.limits());
    this.verifier = new DecodeVerifier(DecodeOptions.DEFAULT.withLimits(settings.limits()));
  }

  @Override
  protected Outcome<Probe> processItem(Item<Video> item) {
    Video video = item.row();
    try (LocalMedia source = media.open(video.uri())) {
      requireUnchanged(video, source.path());
      MediaInfo info = prober.probe(source.path());
      Optional<DecodeVerdict> verdict =
          verify
              ? Optional.of(verifier.verify(source.path(), info.timing().frames()))
              : Optional.empty();
      return Outcome.produced(new Probe(video.id(), info, verdict));
    }
  }

  private static void requireUnchanged(Video video, Path file) {
    long size = sizeOf(file);
    if (size != video.sizeBytes()) {
      throw new KinolakeException(
          FailureCode.CHANGED_DURING_RUN,
          "File '%s' had %d bytes when it was listed and has %d now. List it again."
              .formatted(video.uri(), video.sizeBytes(), size));
    }
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      throw new KinolakeException(
          FailureCode.NOT_FOUND,
          "There is no file '" + file + "'. It may have been removed since it was listed.",
          e);
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.NOT_READABLE, "File '" + file + "' cannot be read: " + e + ".", e);
    }
  }
}
