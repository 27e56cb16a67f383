/**
 * The native libraries that this project stands on: {@link
 * io.kinolake.media.library.NativeLibraries} loads them and tells what they are.
 */
package io.kinolake.media.library;
