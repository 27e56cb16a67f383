package io.kinolake.udfs.feature;

import io.kinolake.schemas.failure.Failure;
import java.util.List;

/** Makes one part of the samples of clips. One thread. */
interface SampleMaker extends AutoCloseable {

  /** Makes samples and hands each over, or the reason why there is none. */
  void make(List<ClipForFeatures> clips, Made made);

  @Override
  void close();

  /** Receives what was made. */
  interface Made {
    void sample(Sample sample);

    void failed(ClipForFeatures input, Failure failure);
  }
}
