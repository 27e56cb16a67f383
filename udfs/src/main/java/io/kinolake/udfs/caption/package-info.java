/**
 * Captions of clips. {@link io.kinolake.udfs.caption.CaptionClips} is the stage, its parts are
 * {@link io.kinolake.udfs.caption.Captioner}s: {@link io.kinolake.udfs.caption.SidecarCaptioner}
 * reads what lies beside the files, {@link io.kinolake.udfs.caption.SignalsCaptioner} says what was
 * measured, {@link io.kinolake.udfs.caption.OpenAiCaptioner} asks a chat server that sees frames,
 * {@link io.kinolake.udfs.caption.LlavaCaptioner} a model in this process. A captioner is a
 * description that travels to executors; the {@link io.kinolake.udfs.caption.CaptionWriter} that it
 * opens there does the work.
 */
package io.kinolake.udfs.caption;
