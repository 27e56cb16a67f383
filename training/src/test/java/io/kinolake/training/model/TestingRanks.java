package io.kinolake.training.model;

import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.training.step.Exchanges;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;

/** Ranks that share samples, each a thread of this process. */
final class TestingRanks {
  private final List<Group> tensorGroups = new ArrayList<>();
  private final List<Group> contextGroups = new ArrayList<>();
  private final List<Split> splits = new ArrayList<>();

  TestingRanks(int tensorRanks, int contextRanks) {
    for (int context = 0; context < contextRanks; context++) {
      tensorGroups.add(new Group(tensorRanks));
      for (int tensor = 0; tensor < tensorRanks; tensor++) {
        splits.add(new Split(tensor, tensorRanks, context, contextRanks));
      }
    }
    for (int tensor = 0; tensor < tensorRanks; tensor++) {
      contextGroups.add(new Group(contextRanks));
    }
  }

  /** Runs something on all ranks at once; results have the tensor-parallel ranks side by side. */
  <T> List<T> run(BiFunction<Split, Exchanges, T> work) {
    ExecutorService threads = Executors.newFixedThreadPool(splits.size());
    try {
      List<CompletableFuture<T>> results =
          splits.stream()
              .map(split -> CompletableFuture.supplyAsync(() -> onRank(split, work), threads))
              .toList();
      return results.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException e) {
      throw new AssertionError("A rank failed", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  /** A rank that fails lets no other wait for it. */
  private <T> T onRank(Split split, BiFunction<Split, Exchanges, T> work) {
    try {
      return work.apply(split, new Memory(split));
    } catch (RuntimeException | AssertionError e) {
      tensorGroups.forEach(group -> group.barrier.reset());
      contextGroups.forEach(group -> group.barrier.reset());
      throw e;
    }
  }

  /** Ranks that tell each other values. */
  private static final class Group {
    private final HostTensor[] told;
    private final CyclicBarrier barrier;

    Group(int ranks) {
      this.told = new HostTensor[ranks];
      this.barrier = new CyclicBarrier(ranks);
    }

    /** The values of all ranks. */
    List<HostTensor> exchange(int rank, NativeTensor value) {
      told[rank] = value.host();
      await();
      List<HostTensor> all = List.of(told);
      await();
      return all;
    }

    private void await() {
      try {
        barrier.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      } catch (BrokenBarrierException e) {
        throw new IllegalStateException("Another rank failed", e);
      }
    }
  }

  /** One rank's exchanges through the memory that they have in common. */
  private final class Memory implements Exchanges {
    private final Split split;

    Memory(Split split) {
      this.split = split;
    }

    @Override
    public void sum(NativeTensor value) {
      List<HostTensor> parts =
          tensorGroups.get(split.contextRank()).exchange(split.tensorRank(), value);
      float[] sum = new float[Math.toIntExact(value.shape().elements())];
      for (HostTensor part : parts) {
        float[] added = part.toFloats();
        for (int i = 0; i < sum.length; i++) {
          sum[i] += added[i];
        }
      }
      value.floats().put(sum);
    }

    @Override
    public void average(NativeTensor value) {
      List<HostTensor> all = exchange(value);
      float[] mean = SharedRun.sum(all).toFloats();
      for (int i = 0; i < mean.length; i++) {
        mean[i] /= all.size();
      }
      value.floats().put(mean);
    }

    @Override
    public NativeTensor tokensToHeads(NativeTensor value) {
      List<HostTensor> all = exchange(value);
      int ranks = all.size();
      int batch = dim(value, 0);
      int tokens = dim(value, 1);
      int row = dim(value, 2) / ranks * dim(value, 3);
      float[] result = new float[Math.toIntExact(value.shape().elements())];
      for (int item = 0; item < batch; item++) {
        for (int token = 0; token < tokens * ranks; token++) {
          System.arraycopy(
              all.get(token / tokens).toFloats(),
              ((item * tokens + token % tokens) * ranks + split.contextRank()) * row,
              result,
              (item * tokens * ranks + token) * row,
              row);
        }
      }
      return tensor(result, batch, (long) tokens * ranks, dim(value, 2) / ranks, dim(value, 3));
    }

    @Override
    public NativeTensor headsToTokens(NativeTensor value) {
      List<HostTensor> all = exchange(value);
      int ranks = all.size();
      int batch = dim(value, 0);
      int tokens = dim(value, 1) / ranks;
      int row = dim(value, 2) * dim(value, 3);
      float[] result = new float[Math.toIntExact(value.shape().elements())];
      for (int item = 0; item < batch; item++) {
        for (int token = 0; token < tokens; token++) {
          for (int rank = 0; rank < ranks; rank++) {
            System.arraycopy(
                all.get(rank).toFloats(),
                ((item * ranks + split.contextRank()) * tokens + token) * row,
                result,
                ((item * tokens + token) * ranks + rank) * row,
                row);
          }
        }
      }
      return tensor(result, batch, tokens, (long) dim(value, 2) * ranks, dim(value, 3));
    }

    private List<HostTensor> exchange(NativeTensor value) {
      return contextGroups.get(split.tensorRank()).exchange(split.contextRank(), value);
    }

    private int dim(NativeTensor value, int axis) {
      return Math.toIntExact(value.shape().dim(axis));
    }

    private NativeTensor tensor(float[] values, long... dims) {
      return NativeTensor.of(HostTensor.floats(Shape.of(dims), values));
    }
  }
}
