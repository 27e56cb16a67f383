/**
 * Finds the sources: folders, globs, lists and tables of paths, on any file system that Hadoop
 * knows. Read {@link io.kinolake.jobs.list.ListVideos} first.
 */
package io.kinolake.jobs.list;
