/**
 * Training by preferences: of several videos of one prompt the best and the worst make a pair
 * ({@link io.kinolake.training.preference.PreferencePairs}), and Diffusion-DPO moves a transformer
 * towards the better one, measured against what it was before ({@link
 * io.kinolake.training.preference.StepVideoPreferenceModel}). Pairs of rare scores weigh more
 * ({@link io.kinolake.training.preference.ScoreHistogram}).
 */
package io.kinolake.training.preference;
