/**
 * Cutting a source into clips. A {@link io.kinolake.media.cut.ClipPlanner} decides which clips its
 * scenes become and what they are called; a {@link io.kinolake.media.cut.ClipCutter} writes them,
 * by copying packets or by encoding again; each written file is read back and compared with its
 * plan before it is handed on.
 */
package io.kinolake.media.cut;
