/**
 * Settings from YAML files, read into records; every problem is reported at once. The pipeline and
 * the trainer share it.
 */
package io.kinolake.models.settings;
