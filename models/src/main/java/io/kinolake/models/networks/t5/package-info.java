/**
 * The encoder of T5 version 1.1 (Raffel et al., 2020; Shazeer, 2020), which Open-Sora reads
 * captions with: {@link io.kinolake.models.networks.t5.T5Network}. Parameter names are those of the
 * Hugging Face checkpoints.
 */
package io.kinolake.models.networks.t5;
