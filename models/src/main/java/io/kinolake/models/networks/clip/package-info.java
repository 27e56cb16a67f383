/**
 * CLIP with a vision transformer: {@link io.kinolake.models.networks.clip.ClipVision} embeds
 * pictures, {@link io.kinolake.models.networks.clip.ClipText} texts, into one space. Parameter
 * names are those of openai/CLIP.
 */
package io.kinolake.models.networks.clip;
