package io.kinolake.jobs.refresh;

import io.kinolake.schemas.FloatVector;
import io.kinolake.schemas.TableSchema;
import io.kinolake.udfs.WorkItem;
import io.kinolake.udfs.spark.SparkTypes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.spark.sql.Row;

/** Cuts the stream of pending rows into waves of items that take about equally long. */
final class WaveBuilder {
  /** What an item costs beside its media time, in the same unit: opening, rows, scheduling. */
  private static final long ITEM_OVERHEAD_US = 100_000;

  /** Media time that a core is taken to work through per time of the clock, until it is known. */
  private static final int FIRST_SPEED = 20;

  private static final int MOST_ITEMS = 50_000;

  /** Vectors that a wave carries, in numbers: 64 MiB, since they pass through the driver. */
  private static final long MOST_NUMBERS = 16L << 20;

  private final Iterator<Row> rows;
  private final TableSchema<?> input;
  private final Duration target;
  private double budgetUs;
  private Row lookahead;
  private long mediaUsTaken;
  private long waveUs;
  private long waveNumbers;

  WaveBuilder(Iterator<Row> rows, TableSchema<?> input, Duration target, int cores) {
    this.rows = rows;
    this.input = input;
    this.target = target;
    this.budgetUs = target.toNanos() / 1000.0 * FIRST_SPEED * cores;
    this.lookahead = rows.hasNext() ? rows.next() : null;
  }

  /**
   * An item and its cost.
   *
   * @param mediaUs media time that it touches, microseconds
   */
  record CostedItem(WorkItem item, long mediaUs) {}

  /** The next wave; empty when all is done. */
  List<CostedItem> next() {
    List<CostedItem> wave = new ArrayList<>();
    waveUs = 0;
    waveNumbers = 0;
    while (lookahead != null
        && waveUs < budgetUs
        && wave.size() < MOST_ITEMS
        && waveNumbers < MOST_NUMBERS) {
      CostedItem item = nextItem();
      wave.add(item);
      mediaUsTaken += item.mediaUs();
      waveUs += item.mediaUs() + ITEM_OVERHEAD_US;
    }
    return wave;
  }

  /** Tells how long the last wave took, so that the next one fits the target. */
  void tookNanos(long nanos) {
    double usPerNano = (double) waveUs / Math.max(1, nanos);
    budgetUs = Math.max(ITEM_OVERHEAD_US, usPerNano * target.toNanos());
  }

  /** Media time of all items handed out so far. */
  long mediaUsTaken() {
    return mediaUsTaken;
  }

  /** Spreads a wave over bins of about equal cost: each item to the least filled, dearest first. */
  static List<List<WorkItem>> bins(List<CostedItem> wave, int most) {
    int count = Math.min(most, wave.size());
    PriorityQueue<Bin> byFill = new PriorityQueue<>(Comparator.comparingLong(bin -> bin.fill));
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      bins.add(new Bin());
    }
    byFill.addAll(bins);
    wave.stream()
        .sorted(Comparator.comparingLong(CostedItem::mediaUs).reversed())
        .forEach(
            item -> {
              Bin bin = byFill.remove();
              bin.add(item);
              byFill.add(bin);
            });
    return bins.stream().<List<WorkItem>>map(bin -> bin.items).toList();
  }

  private static final class Bin {
    private final ArrayList<WorkItem> items = new ArrayList<>();
    private long fill;

    void add(CostedItem item) {
      items.add(item.item());
      fill += item.mediaUs() + ITEM_OVERHEAD_US;
    }
  }

  private CostedItem nextItem() {
    Row first = lookahead;
    String id = first.getAs(PendingWork.ITEM);
    List<Object[]> values = new ArrayList<>();
    while (lookahead != null && id.equals(lookahead.getAs(PendingWork.ITEM))) {
      Object[] row = SparkTypes.toJava(lookahead, input.columns());
      values.add(row);
      waveNumbers += numbers(row);
      lookahead = rows.hasNext() ? rows.next() : null;
    }
    long mediaUs = first.getLong(first.fieldIndex(StageInput.COST_US));
    return new CostedItem(new WorkItem(id, partsOf(first), values), mediaUs);
  }

  private static long numbers(Object[] row) {
    return Arrays.stream(row)
        .filter(FloatVector.class::isInstance)
        .mapToLong(value -> ((FloatVector) value).size())
        .sum();
  }

  private static List<WorkItem.WorkPart> partsOf(Row row) {
    List<Row> parts = row.getList(row.fieldIndex(PendingWork.PARTS));
    return parts.stream()
        .map(part -> new WorkItem.WorkPart(part.getString(0), part.getString(1), part.getInt(2)))
        .toList();
  }
}
