package io.kinolake.training.sample;

import io.kinolake.schemas.Fingerprint;

/**
 * A video that shall be there.
 *
 * @param index its number in the folder
 * @param prompt as it was given
 * @param text what is encoded: the prompt and what is put behind it
 * @param seed of its noise
 * @param settings digest of everything that decides it
 */
record PlannedVideo(int index, Prompt prompt, String text, long seed, Fingerprint settings) {}
