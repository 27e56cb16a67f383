/**
 * Text in pictures. {@link io.kinolake.models.ocr.TextDetector} runs a packaged model, {@link
 * io.kinolake.models.ocr.TextBoxes} makes boxes of what it says of each pixel.
 */
package io.kinolake.models.ocr;
