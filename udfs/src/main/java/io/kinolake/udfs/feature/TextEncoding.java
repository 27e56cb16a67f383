package io.kinolake.udfs.feature;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.udfs.StageContext;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** What embeds captions: a description, opened on executors. */
public interface TextEncoding extends Serializable {

  /** A name for people, such as {@code word-hash}. */
  String name();

  /** Stands for the weights and everything else that decides the embeddings. */
  Fingerprint digest();

  /** Whether a model does it, which wants an accelerator where there is one. */
  default boolean usesModels() {
    return false;
  }

  /** Opens an encoder. Called on an executor, once per task. */
  Encoder open(StageContext context);

  /** Embeds captions in batches. One thread. */
  interface Encoder extends AutoCloseable {

    /** The tensors of each caption by name, in the order of the captions. */
    List<Map<String, HostTensor>> encode(List<String> captions);

    @Override
    void close();
  }
}
