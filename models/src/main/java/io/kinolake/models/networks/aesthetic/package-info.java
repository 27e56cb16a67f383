/**
 * The LAION aesthetic predictors: {@link io.kinolake.models.networks.aesthetic.AestheticHead} turns
 * a CLIP embedding into a score.
 */
package io.kinolake.models.networks.aesthetic;
