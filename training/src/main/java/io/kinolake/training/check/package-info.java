/** Proof of training by recorded runs: {@code kinolake models check} finds these checks, too. */
package io.kinolake.training.check;
