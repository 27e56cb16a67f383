package io.kinolake.training.cli;

import io.kinolake.training.model.Split;
import io.kinolake.training.parallel.RankLayout;
import io.kinolake.training.parallel.RankMesh;
import io.kinolake.training.parallel.RankPlace;
import io.kinolake.training.parallel.RankStatus;
import io.kinolake.training.parallel.RankedExchanges;
import io.kinolake.training.sample.TransformerShare;
import io.kinolake.training.sample.VideoSampler;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * This process among those that sample together. Used by one thread. Owns the connections to the
 * others until it is closed.
 */
final class SampleRank implements AutoCloseable {
  private final RankPlace place;
  private final RankLayout layout;
  private final Optional<RankMesh> mesh;
  private long begun;

  private SampleRank(RankPlace place, RankLayout layout, Optional<RankMesh> mesh) {
    this.place = place;
    this.layout = layout;
    this.mesh = mesh;
  }

  /**
   * Meets the others, if any share a transformer.
   *
   * @param tensor how many share each
   */
  static SampleRank join(RankPlace place, int tensor) {
    return new SampleRank(
        place,
        RankLayout.of(place.worldSize(), tensor, 1),
        tensor == 1 ? Optional.empty() : Optional.of(RankMesh.join(place)));
  }

  /** Its part of a transformer. */
  TransformerShare share() {
    int rank = place.rank();
    return mesh.map(
            all ->
                new TransformerShare(
                    new Split(layout.coordinates(rank).tensor(), layout.tensor(), 0, 1),
                    new RankedExchanges(
                        all.group(layout.tensorGroup(rank)), all.group(layout.contextGroup(rank)))))
        .orElse(TransformerShare.ALONE);
  }

  /** Numbers of the videos in whose making it takes part: one of as many as there are shares. */
  List<Integer> videos() {
    List<Integer> all = SampleProcesses.videos(place.runFolder());
    int first = layout.coordinates(place.rank()).data();
    return IntStream.iterate(first, i -> i < all.size(), i -> i + layout.data())
        .mapToObj(all::get)
        .toList();
  }

  /** The first of those that share a transformer makes the videos. */
  VideoSampler.Role role() {
    return layout.coordinates(place.rank()).tensor() == 0
        ? VideoSampler.Role.MAKES
        : VideoSampler.Role.HELPS;
  }

  /** Notes which video is in hand, for the report if this process fails. */
  void begin(String video) {
    begun++;
    place.note(new RankStatus(begun, List.of(video)));
  }

  @Override
  public void close() {
    mesh.ifPresent(RankMesh::close);
  }
}
