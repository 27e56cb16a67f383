package io.kinolake.training.parallel;

import io.kinolake.models.device.Device;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a rank is told when it is started.
 *
 * @param rank its number, from 0
 * @param worldSize how many ranks the job has
 * @param rendezvous where rank 0 listens; loopback if all ranks are on one host
 * @param token tells the job's ranks from those of others
 * @param deadline the longest that a rank waits for another one that is silent
 * @param runFolder keeps each rank's {@link RankStatus}
 * @param device what the rank computes on; of an accelerator it sees no other
 */
public record RankPlace(
    int rank,
    int worldSize,
    InetSocketAddress rendezvous,
    String token,
    Duration deadline,
    Path runFolder,
    Device device) {
  /** The environment variable that holds the token, which command lines would show to everyone. */
  public static final String TOKEN = "KINOLAKE_JOB_TOKEN";

  private static final String RANK = "kinolake.rank";
  private static final String WORLD_SIZE = "kinolake.world-size";
  private static final String RENDEZVOUS = "kinolake.rendezvous";
  private static final String DEADLINE = "kinolake.rank-deadline";
  private static final String RUN_FOLDER = "kinolake.run-folder";
  private static final String DEVICE = "kinolake.device";

  public RankPlace {
    if (rank < 0 || rank >= worldSize || deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException(
          "No rank %d of %d with a deadline of %s".formatted(rank, worldSize, deadline));
    }
  }

  /** The only rank of a job. */
  public static RankPlace alone(Path runFolder, Device device) {
    return new RankPlace(
        0, 1, RankPlan.address("localhost:0"), "", RankPlan.DEADLINE, runFolder, device);
  }

  /** This process's place, if {@link RankProcesses} started it. */
  public static Optional<RankPlace> given() {
    return Optional.ofNullable(System.getProperty(RANK))
        .map(
            rank ->
                new RankPlace(
                    Integer.parseInt(rank),
                    Integer.parseInt(System.getProperty(WORLD_SIZE)),
                    RankPlan.address(System.getProperty(RENDEZVOUS)),
                    givenToken(),
                    Duration.parse(System.getProperty(DEADLINE)),
                    Path.of(System.getProperty(RUN_FOLDER)),
                    Device.parse(System.getProperty(DEVICE))));
  }

  /** The token that this process was given, or nothing. */
  public static String givenToken() {
    return Optional.ofNullable(System.getenv(TOKEN)).orElse("");
  }

  /** Notes what this rank does next, for the report if it fails. */
  public void note(RankStatus status) {
    status.write(runFolder, rank);
  }

  /** The system properties that tell a process this place, except for the token. */
  Map<String, String> properties() {
    return Map.of(
        RANK, String.valueOf(rank),
        WORLD_SIZE, String.valueOf(worldSize),
        RENDEZVOUS, RankPlan.text(rendezvous),
        DEADLINE, deadline.toString(),
        RUN_FOLDER, runFolder.toAbsolutePath().toString(),
        DEVICE, device.toString());
  }

  /** Without the token, which is nobody else's business. */
  @Override
  public String toString() {
    return "rank %d of %d at %s".formatted(rank, worldSize, RankPlan.text(rendezvous));
  }
}
