package io.kinolake.training.config;

/**
 * Everything that decides a training. {@code conf/training/defaults.yaml} explains each setting.
 *
 * @param model what is trained
 * @param data on what
 * @param batch how many samples make a step
 * @param optimizer how weights follow gradients
 * @param parallel how ranks share the work
 * @param compute where and in which numbers
 * @param run where it writes, and what
 */
public record TrainingConfig(
    ModelSettings model,
    DataSettings data,
    BatchSettings batch,
    OptimizerSettings optimizer,
    ParallelSettings parallel,
    ComputeSettings compute,
    RunSettings run) {}
