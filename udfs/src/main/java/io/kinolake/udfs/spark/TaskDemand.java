package io.kinolake.udfs.spark;

import io.kinolake.udfs.Resources;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;

/**
 * What the tasks of a stage ask the cluster for beside a core.
 *
 * @param profile empty for nothing
 */
public record TaskDemand(Optional<ResourceProfile> profile) {
  public static final TaskDemand NOTHING = new TaskDemand(Optional.empty());

  /** What the tasks of a stage need that were found to be offered. */
  public static TaskDemand of(Resources perTask) {
    return new TaskDemand(
        perTask
            .accelerator()
            .map(
                kind ->
                    new ResourceProfileBuilder()
                        .require(
                            new TaskResourceRequests()
                                .cpus(perTask.cores())
                                .resource(kind, perTask.accelerators()))
                        .build()));
  }

  /** The same data, computed by tasks that have what they ask for. */
  public <T> JavaRDD<T> on(JavaRDD<T> rdd) {
    return profile.map(rdd::withResources).orElse(rdd);
  }
}
