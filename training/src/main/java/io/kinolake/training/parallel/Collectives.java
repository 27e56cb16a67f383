package io.kinolake.training.parallel;

import static org.tensorflow.internal.c_api.global.tensorflow.TFE_AbortCollectiveOps;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_ContextOptionsSetConfig;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_EnableCollectiveOps;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_Execute;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_OpAddInput;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_OpSetAttrInt;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_OpSetAttrString;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_OpSetAttrType;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_OpSetDevice;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_TensorHandleResolve;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_ABORTED;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetStatus;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorByteSize;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorData;

import io.kinolake.models.device.Device;
import io.kinolake.models.device.Placement;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.PointerScope;
import org.tensorflow.TensorFlow;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.internal.c_api.TFE_Context;
import org.tensorflow.internal.c_api.TFE_ContextOptions;
import org.tensorflow.internal.c_api.TFE_Op;
import org.tensorflow.internal.c_api.TFE_TensorHandle;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.proto.ClusterDef;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.JobDef;
import org.tensorflow.proto.ServerDef;

/**
 * TensorFlow's collective operations among the ranks of a job, through a server in each. They are
 * run eagerly, since only so can one be aborted, on a thread of their own. Owns that and its memory
 * until it is closed; the server listens until the process ends, since TensorFlow cannot stop one.
 */
final class Collectives implements AutoCloseable {
  private static final String JOB = "worker";

  /** TensorFlow sorts ranks by name, so that their numbers need equally many digits. */
  private static final int FIRST_TASK = 1_000_000;

  /** How long an operation that is aborted may take to end. */
  private static final Duration LET_GO = Duration.ofSeconds(5);

  private final TFE_Context context;
  private final String device;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread worker = new Thread(work, "collectives");
            worker.setDaemon(true);
            return worker;
          });

  private Collectives(TFE_Context context, String device) {
    this.context = context;
    this.device = device;
  }

  /** What is done with a tensor [rows, columns] of each rank. */
  enum Kind {
    /** Each rank gets the sum. */
    SUM("CollectiveReduceV2"),
    /** Each rank gets the rows of all, by rank. */
    GATHER("CollectiveGatherV2"),
    /** Each rank gives a row to each, and gets one from each, by rank. */
    ALL_TO_ALL("CollectiveAllToAllV2");

    private final String operation;

    Kind(String operation) {
      this.operation = operation;
    }
  }

  /**
   * Ranks that do something together, known to TensorFlow since their first operation.
   *
   * @param key no other group of the job has it
   */
  record Group(int size, int key) {}

  /** What a group does together. */
  record Shape(Kind kind, int rows, int columns) {}

  /**
   * Starts this rank's server. The other ranks' need not be there yet, but before the first
   * operation.
   *
   * @param addresses where all ranks listen, {@code host:port}, by rank
   * @throws KinolakeException BAD_CONFIG if the server does not start
   */
  @SuppressWarnings("try") // the scope frees what is made within
  static Collectives start(List<String> addresses, int rank, Placement placement) {
    TensorFlow.version(); // loads the native library
    ConfigProto config =
        placement.configuration().toBuilder()
            .setExperimental(
                ConfigProto.Experimental.newBuilder()
                    .setCollectiveGroupLeader(task(0))
                    .setCollectiveNccl(true))
            .build();
    byte[] server = server(addresses, rank, config).toByteArray();
    try (PointerScope scope = new PointerScope()) {
      TF_Status status = TF_Status.newStatus();
      TFE_ContextOptions options = TFE_ContextOptions.newContextOptions();
      byte[] bytes = config.toByteArray();
      TFE_ContextOptionsSetConfig(options, new BytePointer(bytes), bytes.length, status);
      status.throwExceptionIfNotOK();
      TFE_Context context = TFE_Context.newContext(options, status);
      status.throwExceptionIfNotOK();
      TFE_EnableCollectiveOps(context, new BytePointer(server), server.length, status);
      status.throwExceptionIfNotOK();
      context.retainReference();
      return new Collectives(context, task(rank) + "/device:" + type(placement.device()) + ":0");
    } catch (TensorFlowException e) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "TensorFlow cannot start the server of rank %d at %s: %s. Start again, or set parallel.transport to sockets."
              .formatted(rank, addresses.get(rank), e.getMessage()),
          e);
    }
  }

  /**
   * Begins something with the other ranks of a group, for which all before has ended.
   *
   * @param instance names the shape within the group, the same on all ranks; TensorFlow remembers
   *     it
   * @param give fills this rank's tensor
   * @param take gets the resulting tensor; its memory is valid meanwhile
   * @return ends when it is done; if it fails or is aborted, all that follows does, too
   */
  CompletableFuture<Void> begin(
      Group group,
      int instance,
      Shape shape,
      Consumer<ByteBuffer> give,
      Consumer<ByteBuffer> take) {
    return CompletableFuture.runAsync(() -> run(group, instance, shape, give, take), thread);
  }

  @SuppressWarnings("try") // the scope frees what is made within
  private void run(
      Group group,
      int instance,
      Shape shape,
      Consumer<ByteBuffer> give,
      Consumer<ByteBuffer> take) {
    try (PointerScope scope = new PointerScope()) {
      TF_Tensor given = tensor(DataType.DT_FLOAT, shape.rows(), shape.columns());
      give.accept(memory(given));
      TFE_Op op = operation(shape.kind());
      TF_Status status = TF_Status.newStatus();
      for (TF_Tensor input :
          List.of(given, scalar(group.size()), scalar(group.key()), scalar(instance))) {
        TFE_OpAddInput(op, TFE_TensorHandle.newTensor(input, status), status);
        status.throwExceptionIfNotOK();
      }
      PointerPointer<TFE_TensorHandle> results = new PointerPointer<>(1);
      TFE_Execute(op, results, new IntPointer(1).put(1), status);
      status.throwExceptionIfNotOK();
      TFE_TensorHandle result = results.get(TFE_TensorHandle.class, 0).withDeallocator();
      TF_Tensor taken = TFE_TensorHandleResolve(result, status);
      status.throwExceptionIfNotOK();
      take.accept(memory(taken.withDeallocator()));
    }
  }

  /**
   * Ends work that was begun, and all that would follow; waits until it uses no vector any more.
   */
  void abort(CompletableFuture<Void> work, String why) {
    try (TF_Status status = TF_Status.newStatus()) {
      TF_SetStatus(status, TF_ABORTED, why);
      TFE_AbortCollectiveOps(context, status);
    }
    work.orTimeout(LET_GO.toMillis(), TimeUnit.MILLISECONDS).exceptionally(failure -> null).join();
  }

  /** Leaves the memory to the end of the process if an operation still uses it. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (thread.awaitTermination(LET_GO.toMillis(), TimeUnit.MILLISECONDS)) {
        context.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The operation, whose time is not limited: TensorFlow would keep a thread for each until then.
   */
  private TFE_Op operation(Kind kind) {
    TF_Status status = TF_Status.newStatus();
    TFE_Op op = TFE_Op.newOp(context, kind.operation, status);
    status.throwExceptionIfNotOK();
    TFE_OpSetDevice(op, device, status);
    status.throwExceptionIfNotOK();
    TFE_OpSetAttrType(op, "T", DataType.DT_FLOAT_VALUE);
    TFE_OpSetAttrInt(op, "Nordering_token", 0);
    if (kind == Kind.SUM) {
      TFE_OpSetAttrString(op, "merge_op", new BytePointer("Add"), 3);
      TFE_OpSetAttrString(op, "final_op", new BytePointer("Id"), 2);
    }
    return op;
  }

  private static TF_Tensor scalar(int value) {
    TF_Tensor scalar = tensor(DataType.DT_INT32);
    memory(scalar).putInt(value);
    return scalar;
  }

  private static TF_Tensor tensor(DataType type, long... shape) {
    long bytes = Float.BYTES;
    for (long dimension : shape) {
      bytes *= dimension;
    }
    return TF_Tensor.allocateTensor(type.getNumber(), shape, bytes);
  }

  private static ByteBuffer memory(TF_Tensor tensor) {
    return new BytePointer(TF_TensorData(tensor))
        .capacity(TF_TensorByteSize(tensor))
        .asByteBuffer()
        .order(ByteOrder.nativeOrder());
  }

  private static ServerDef server(List<String> addresses, int rank, ConfigProto config) {
    JobDef.Builder tasks = JobDef.newBuilder().setName(JOB);
    for (int i = 0; i < addresses.size(); i++) {
      tasks.putTasks(FIRST_TASK + i, addresses.get(i));
    }
    return ServerDef.newBuilder()
        .setCluster(ClusterDef.newBuilder().addJob(tasks))
        .setJobName(JOB)
        .setTaskIndex(FIRST_TASK + rank)
        .setDefaultSessionConfig(config)
        .setProtocol("grpc")
        .build();
  }

  private static String task(int rank) {
    return "/job:%s/replica:0/task:%d".formatted(JOB, FIRST_TASK + rank);
  }

  private static String type(Device device) {
    return device instanceof Device.Accelerator one ? one.kind().name() : "CPU";
  }
}
