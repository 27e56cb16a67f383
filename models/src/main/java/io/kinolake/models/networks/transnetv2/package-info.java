/**
 * TransNet V2 (Souček and Lokoč, 2020), which finds the cuts of a video: {@link
 * io.kinolake.models.networks.transnetv2.TransNetV2} gives each frame the probability that a shot
 * ends there, {@link io.kinolake.models.networks.transnetv2.Shot} turns those into shots. Parameter
 * names are those of the published PyTorch port.
 */
package io.kinolake.models.networks.transnetv2;
