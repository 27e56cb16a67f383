/**
 * Proof by recorded examples. A {@link io.kinolake.models.check.GoldenCheck} runs what a folder
 * records and compares: one {@link io.kinolake.models.check.Finding} for each thing compared.
 * {@code kinolake models check} prints them.
 */
package io.kinolake.models.check;
