/**
 * Text as Python's libraries treat it, which both tokenizers and the cleaning of captions need to
 * follow character for character: {@link io.kinolake.models.text.PythonText} (character classes and
 * letter case), {@link io.kinolake.models.text.Utf8}, {@link
 * io.kinolake.models.text.CharacterReferences} ({@code html.unescape}) and {@link
 * io.kinolake.models.text.TextRepair} (ftfy). All of them are stateless and take time linear in the
 * length of the text, or nearly so, whatever the text is.
 */
package io.kinolake.models.text;
