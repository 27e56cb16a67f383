/** Holds the documents and the files in {@code conf} to what the code says. */
package io.kinolake.jobs.docs;
