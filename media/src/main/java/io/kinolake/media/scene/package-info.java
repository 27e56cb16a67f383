/**
 * Finds the scenes of a video.
 *
 * <p>Read {@link io.kinolake.media.scene.SceneScan} first: it decodes a video once, or spans of it
 * in parallel, shrinks each frame ({@code FrameShrinker}), has it scored by a {@link
 * io.kinolake.media.scene.PictureScorer}, and hands the {@link io.kinolake.media.scene.ScoreSeries}
 * of the whole video to the cut rule of a {@link io.kinolake.media.scene.SceneDetector}. One file
 * per algorithm; what users set is in {@link io.kinolake.media.scene.DetectorSettings}.
 *
 * <p>Vocabulary: a <em>cut</em> is the index of the first frame of a new scene; a <em>score</em> is
 * what a scorer makes of one frame and the one before it; a <em>span</em> is a part of a video that
 * starts at a key frame; a <em>shrunk</em> frame is one scaled down for analysis.
 *
 * <p>Frames count by true decoded index, times are true presentation times, also where the frame
 * rate varies. Pixels are exact: {@code FrameShrinker} gives bit for bit what OpenCV's FFmpeg
 * capture and {@code resize} give, because an approximate conversion loses cuts.
 */
package io.kinolake.media.scene;
