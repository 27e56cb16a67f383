/**
 * Kinolake as a whole. {@code TestArchitecture} holds the modules to their borders; the other tests
 * run the command line in a process of its own, through {@code PipelineHarness}, and read the
 * tables that it left.
 */
package io.kinolake.tests;
