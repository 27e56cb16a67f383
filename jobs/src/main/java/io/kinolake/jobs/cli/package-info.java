/**
 * The command line. {@link io.kinolake.jobs.cli.KinolakeMain} finds the command; each command is a
 * small class that reads its flags, opens a {@link io.kinolake.jobs.cli.LakeSession} and calls the
 * package that does the work.
 */
package io.kinolake.jobs.cli;
