/**
 * Ranks: the processes of one training job, how they are started and what they tell each other.
 *
 * <p>{@link io.kinolake.training.parallel.RankProcesses} starts the ranks of a {@link
 * io.kinolake.training.parallel.RankPlan} on this host and watches them. A rank finds its {@link
 * io.kinolake.training.parallel.RankPlace}, joins the {@link
 * io.kinolake.training.parallel.RankMesh}, or the {@link
 * io.kinolake.training.parallel.TensorFlowMesh}, which carries vectors otherwise, and gets from it
 * a {@link io.kinolake.training.parallel.Communicator} for each group of its {@link
 * io.kinolake.training.parallel.RankLayout}. Steps and updates see only {@link
 * io.kinolake.training.parallel.RankedExchanges} and {@link
 * io.kinolake.training.parallel.RankedGradients}.
 */
package io.kinolake.training.parallel;
