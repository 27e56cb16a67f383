package io.kinolake.training.parallel;

import io.kinolake.models.graph.NativeTensor;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.checkpoint.Agreement;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

/** Ranks that tell each other the checksums (CRC-32C) of their values. Used by one thread. */
public final class RankedAgreement implements Agreement {
  /** Elements that are looked at at once. */
  private static final int PIECE = 1 << 14;

  /** A checksum is told as two floats of 16 bits each, which they hold exactly. */
  private static final int FLOATS = 2;

  private final Communicator all;

  /**
   * @param all every rank of the job
   */
  public RankedAgreement(Communicator all) {
    this.all = all;
  }

  @Override
  public void require(long step, Map<String, NativeTensor> values) {
    if (all.size() == 1) {
      return;
    }
    Map<String, NativeTensor> sorted = new TreeMap<>(values);
    FloatBuffer told = told(sorted.values());
    List<Held> differing = new ArrayList<>();
    int value = 0;
    for (String name : sorted.keySet()) {
      Held held = held(name, value++, sorted.size(), told);
      if (held.ranks().size() > 1) {
        differing.add(held);
      }
    }
    if (!differing.isEmpty()) {
      throw failed(step, differing);
    }
  }

  /**
   * What ranks hold of a value.
   *
   * @param ranks those that hold the same stand together
   */
  private record Held(String name, Collection<List<Integer>> ranks) {}

  /** The checksums of all ranks: [rank, value, half]. */
  private FloatBuffer told(Collection<NativeTensor> values) {
    FloatBuffer told = FloatBuffer.allocate(all.size() * values.size() * FLOATS);
    told.position(all.rank() * values.size() * FLOATS);
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE * Float.BYTES).order(Payload.ORDER);
    for (NativeTensor value : values) {
      int checksum = checksum(value.floats(), piece);
      told.put(checksum >>> Short.SIZE).put(checksum & 0xffff);
    }
    told.rewind();
    all.allGather(List.of(told));
    return told;
  }

  private static int checksum(FloatBuffer values, ByteBuffer bytes) {
    CRC32C checksum = new CRC32C();
    while (values.hasRemaining()) {
      int count = Math.min(PIECE, values.remaining());
      bytes.asFloatBuffer().put(0, values, values.position(), count);
      checksum.update(bytes.slice(0, count * Float.BYTES));
      values.position(values.position() + count);
    }
    return (int) checksum.getValue();
  }

  private Held held(String name, int value, int values, FloatBuffer told) {
    Map<Integer, List<Integer>> byChecksum =
        IntStream.range(0, all.size())
            .boxed()
            .collect(
                Collectors.groupingBy(
                    rank -> {
                      int at = (rank * values + value) * FLOATS;
                      return (int) told.get(at) << Short.SIZE | (int) told.get(at + 1);
                    }));
    return new Held(name, byChecksum.values());
  }

  private static KinolakeException failed(long step, List<Held> differing) {
    Held first = differing.get(0);
    String ranks =
        first.ranks().stream().map(Object::toString).sorted().collect(Collectors.joining(" and "));
    return new KinolakeException(
        FailureCode.RANKS_DIFFER,
        "Ranks %s hold different values of '%s'%s after step %d, though each computes the same. The checkpoint of this step was not written. Start the same command again: it goes on from the last checkpoint, which all ranks read alike. If it happens again, a device of these ranks rounds by chance or has faulty memory: use another, or set parallel.tensor to 1."
            .formatted(
                ranks,
                first.name(),
                differing.size() > 1
                    ? ", one of %d such parameters,".formatted(differing.size())
                    : "",
                step));
  }
}
