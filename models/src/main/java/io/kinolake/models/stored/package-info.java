/** Tensors of training samples as they lie in shards, in fewer bytes than they have. */
package io.kinolake.models.stored;
