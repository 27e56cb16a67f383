/** Tells a person how a run is going: bars on a terminal, plain lines elsewhere. */
package io.kinolake.jobs.progress;
