/**
 * Takes sources out of the lake for good, with everything that was made from them. Read {@link
 * io.kinolake.jobs.forget.Forgetting}.
 */
package io.kinolake.jobs.forget;
