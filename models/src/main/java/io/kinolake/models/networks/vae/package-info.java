/** What variational autoencoders have in common: the distribution that an encoder gives. */
package io.kinolake.models.networks.vae;
