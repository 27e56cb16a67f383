/**
 * Benchmarks, run by {@code mvn -Pbench verify} and never by the default build. Read {@link
 * io.kinolake.tests.bench.RunBenchmarks}, which prints one table, then one of the {@code
 * Benchmark…} classes: each measures in processes of their own and gives lines of that table.
 */
package io.kinolake.tests.bench;
