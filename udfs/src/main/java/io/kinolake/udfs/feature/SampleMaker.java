package io.kinolake.udfs.feature;

import io.kinolake.schemas.failure.Failure;
import java.util.List;

/** Makes one part of the samples of clips, for all feature sets at once. One thread. */
interface SampleMaker extends AutoCloseable {

  /**
   * Makes samples and hands each over, or the reason why there is none.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException of kind CONFIG, which stops the job
   */
  void make(List<Wanted> clips, Made made);

  @Override
  void close();

  /** Receives what was made. */
  interface Made {

    /** A sample of one set, or of several that have it in common. */
    void sample(List<FeatureSet> sets, Sample sample);

    /** A set gets no sample of a clip. */
    void failed(FeatureSet set, ClipForFeatures clip, Failure failure);
  }
}
