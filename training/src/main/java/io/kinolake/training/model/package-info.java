/**
 * The models that are trained: what a micro batch of each consists of, and the tapes by which its
 * loss is computed, as a whole, in pieces, or by ranks that share samples.
 */
package io.kinolake.training.model;
