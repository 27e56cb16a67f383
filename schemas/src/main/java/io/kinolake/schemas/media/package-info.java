/**
 * Values of the media domain: identifiers, exact time and frame ranges, and what is known of a
 * media file. Times are presentation times in microseconds; ranges are half-open.
 */
package io.kinolake.schemas.media;
