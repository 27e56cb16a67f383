/** The page that shows how a training went. */
package io.kinolake.training.report;
