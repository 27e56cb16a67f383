/**
 * The native libraries that this project stands on: {@link
 * io.kinolake.media.natives.NativeLibraries} loads them and tells what they are.
 */
package io.kinolake.media.natives;
