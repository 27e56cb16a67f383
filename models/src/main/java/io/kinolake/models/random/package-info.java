/** Random numbers that a published implementation would draw from the same seed. */
package io.kinolake.models.random;
