/**
 * Videos made from nothing, for the demo and for tests. {@link io.kinolake.media.synth.DemoVideos}
 * makes a folder of small films whose cuts are known; {@link io.kinolake.media.synth.NumberedVideo}
 * makes videos in which every frame carries its own number in its pixels, so that a test can tell
 * which frames a clip really holds: {@link io.kinolake.media.synth.FrameNumber} reads it back.
 */
package io.kinolake.media.synth;
