/**
 * The models that are trained: what a micro batch of each consists of, and the tapes by which its
 * loss is computed, as a whole or in pieces.
 */
package io.kinolake.training.model;
