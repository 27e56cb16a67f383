/**
 * Configuration: one YAML file, read into settings records. A file overrides the packaged default,
 * a flag overrides the file; every problem is reported at once. Read {@link
 * io.kinolake.jobs.config.PipelineConfig} first.
 */
package io.kinolake.jobs.config;
