package io.kinolake.models.networks.transnetv2;

import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.engine.TensorSpec;
import io.kinolake.models.graph.CheckedNetwork;
import io.kinolake.models.graph.FiniteCheck;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorBytes;
import io.kinolake.models.weights.WeightLayout;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * TransNet V2 with its weights. A video's frames are taken one by one and looked at in windows, so
 * that memory is that of one window. Thread-safe; owns native memory until it is closed.
 */
public final class TransNetV2 implements AutoCloseable {
  static final String FRAMES = "frames";
  private static final String SINGLE = "single";
  private static final String MANY_HOT = "many_hot";
  private static final WeightLayout LAYOUT =
      WeightLayout.plain(name -> name.endsWith(".num_batches_tracked"));

  /** Bytes of a frame: rows of columns of red, green and blue. */
  public static final int FRAME_BYTES =
      TransNetV2Config.HEIGHT * TransNetV2Config.WIDTH * TransNetV2Config.RGB;

  private final TensorModel model;

  private TransNetV2(TensorModel model) {
    this.model = model;
  }

  /**
   * A detector over a model that takes and gives what {@link #network} does, wherever it runs.
   *
   * @param model closed with the detector
   * @throws KinolakeException BAD_CONFIG if it is another model
   */
  public static TransNetV2 over(TensorModel model) {
    List<Long> frames =
        List.of(
            -1L,
            (long) TransNetV2Config.HEIGHT,
            (long) TransNetV2Config.WIDTH,
            (long) TransNetV2Config.RGB);
    model.require(
        "TransNetV2",
        List.of(new TensorSpec(FRAMES, DType.U8, frames)),
        List.of(new TensorSpec(SINGLE, DType.F32, List.of(-1L, 1L))));
    return new TransNetV2(model);
  }

  /**
   * Builds the network and loads its weights.
   *
   * @param weights not needed afterwards, and not closed
   * @throws KinolakeException as {@link #network}
   */
  public static TransNetV2 load(
      TransNetV2Config config, WeightSource weights, NetworkOptions options) {
    return over(network(config, weights, options));
  }

  /**
   * The network alone: from {@code frames}, U8 [frames, 27, 48, 3], to {@code single} and {@code
   * many_hot}, F32 [frames, 1], the probabilities of a cut after each frame.
   *
   * @throws KinolakeException WRONG_WEIGHTS that lists every tensor that is missing, has another
   *     shape or is not expected; batch normalisation's {@code num_batches_tracked}, which PyTorch
   *     writes and only training reads, is
   */
  public static TensorModel network(
      TransNetV2Config config, WeightSource weights, NetworkOptions options) {
    return new CheckedNetwork(
        Network.open(options, LAYOUT, weights, builder -> define(builder, config)));
  }

  /**
   * Looks at a video.
   *
   * @param frames every frame scaled to 27 rows of 48 columns, {@link #FRAME_BYTES} long; an array
   *     may be used again after the next frame is asked for
   * @throws KinolakeException NO_FRAMES if there are none; NOT_FINITE naming a layer
   */
  public Predictions predict(Iterator<byte[]> frames) {
    Predictions found = predictPart(frames, 0, Long.MAX_VALUE);
    if (found.frames() == 0) {
      throw new KinolakeException(
          FailureCode.NO_FRAMES, "There is no frame in which to look for cuts.");
    }
    return found;
  }

  /**
   * Looks at a part of a video; all parts together give what {@link #predict} gives of the whole.
   * Windows lie at multiples of 50 frames from the video's start, and a part has those that begin
   * in it.
   *
   * @param frames from the part's first to those that its last window needs, as {@link #predict}
   *     takes them; no more are asked for
   * @param from index in the video of the first of them
   * @param until index of the next part's first frame
   * @return for the frames from {@link #firstPredicted} on
   * @throws KinolakeException NOT_FINITE naming a layer
   */
  public Predictions predictPart(Iterator<byte[]> frames, long from, long until) {
    long window = firstPredicted(from);
    for (long at = from; at < window - Windows.MARGIN && frames.hasNext(); at++) {
      frames.next();
    }
    Windows windows = from == 0 ? new Windows(FRAME_BYTES) : Windows.continued(FRAME_BYTES);
    GrowingFloats single = new GrowingFloats();
    GrowingFloats manyHot = new GrowingFloats();
    while (window - Windows.MARGIN < until && windows.next(frames)) {
      Map<String, HostTensor> found = run(windows.content());
      single.add(found.get(SINGLE).toFloats(), Windows.MARGIN, windows.fresh());
      manyHot.add(found.get(MANY_HOT).toFloats(), Windows.MARGIN, windows.fresh());
      window += Windows.STEP;
    }
    return new Predictions(single.toArray(), manyHot.toArray());
  }

  /** The index in a video of the first frame that {@link #predictPart} predicts. */
  public static long firstPredicted(long from) {
    return from == 0 ? 0 : (from + Windows.MARGIN + Windows.STEP - 1) / Windows.STEP * Windows.STEP;
  }

  @Override
  public void close() {
    model.close();
  }

  private Map<String, HostTensor> run(byte[] window) {
    Shape shape =
        Shape.of(
            window.length / FRAME_BYTES,
            TransNetV2Config.HEIGHT,
            TransNetV2Config.WIDTH,
            TransNetV2Config.RGB);
    HostTensor frames = new HostTensor(DType.U8, shape, TensorBytes.wrap(window));
    return model.run(Map.of(FRAMES, frames), List.of(SINGLE, MANY_HOT));
  }

  private static void define(NetworkBuilder builder, TransNetV2Config config) {
    Operand<TUint8> frames = input(builder);
    TransNetV2Network.Logits logits =
        TransNetV2Network.logits(FiniteCheck.watched(builder), config, frames);
    builder.output(SINGLE, probabilities(builder, logits.single()));
    builder.output(MANY_HOT, probabilities(builder, logits.manyHot()));
  }

  static Operand<TUint8> input(NetworkBuilder builder) {
    return builder.input(
        FRAMES,
        TUint8.class,
        -1,
        TransNetV2Config.HEIGHT,
        TransNetV2Config.WIDTH,
        TransNetV2Config.RGB);
  }

  private static Operand<TFloat32> probabilities(NetworkBuilder builder, Operand<TFloat32> logits) {
    return builder.tf().math.sigmoid(logits);
  }
}
