package io.kinolake.jobs.doctor;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;

/**
 * Checks that this machine can do the work. Nothing is changed, but for a file that is written to
 * the warehouse's file system and removed at once. Not thread-safe.
 */
public final class Doctor {
  private final String warehouse;
  private final String encoder;
  private final Configuration hadoop;
  private final Optional<String> master;

  /**
   * @param warehouse where the tables are to lie; it need not exist
   * @param encoder FFmpeg's name of the encoder that clips are written with
   * @param hadoop the settings of the file systems
   * @param master the Spark master of the session to try; none is started if empty
   */
  public Doctor(String warehouse, String encoder, Configuration hadoop, Optional<String> master) {
    this.warehouse = warehouse;
    this.encoder = encoder;
    this.hadoop = hadoop;
    this.master = master;
  }

  /**
   * Makes all checks, each whatever the others found.
   *
   * @param told is given each finding as soon as it is there
   * @return whether work is possible
   */
  public boolean examine(Consumer<Finding> told) {
    WarehouseCheck place = new WarehouseCheck(warehouse, hadoop);
    List<Supplier<List<Finding>>> checks =
        List.of(
            () ->
                List.of(
                    MachineChecks.java(Runtime.version().feature()),
                    MachineChecks.memory(Runtime.getRuntime().maxMemory()),
                    MachineChecks.locale(System.getProperty("sun.jnu.encoding", "unknown")),
                    MachineChecks.temporaryFolder(System.getProperty("java.io.tmpdir"))),
            () -> NativeChecks.all(encoder),
            () -> List.of(Accelerators.onPath().find()),
            place::findings,
            () -> List.of(master.map(SparkCheck::start).orElseGet(SparkCheck::skipped)));
    boolean able = true;
    for (Supplier<List<Finding>> check : checks) {
      for (Finding finding : check.get()) {
        told.accept(finding);
        able &= finding.isBearable();
      }
    }
    return able;
  }
}
