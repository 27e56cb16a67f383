/**
 * Captions made fit for training. {@link io.kinolake.udfs.clean.CaptionCleaner} is the entry: pure
 * functions from text to text that give, character for character, what the data tools of Open-Sora
 * 1.2 give. {@link io.kinolake.udfs.clean.CleanCaptions} is the stage around it.
 *
 * <p>The tools lean on Python: its regular expressions, {@code html.parser}, {@code html.unescape},
 * {@code urllib.parse.unquote_plus}, BeautifulSoup and ftfy. What tokenizers need as well is in
 * {@link io.kinolake.models.text}; the classes here follow the rest, each in one place: {@link
 * io.kinolake.udfs.clean.PercentEncoding} and {@link io.kinolake.udfs.clean.HtmlText}. All of them
 * take time linear in the length of the text, or nearly so, whatever the text is.
 */
package io.kinolake.udfs.clean;
