/**
 * SentencePiece: reads its model files and cuts text as they say. {@link
 * io.kinolake.models.tokenizer.sentencepiece.SentencePiece} is the entry; {@link
 * io.kinolake.models.tokenizer.sentencepiece.ModelFile} the parsed file. A text goes through {@link
 * io.kinolake.models.tokenizer.sentencepiece.Normalizer}, then one of the two {@link
 * io.kinolake.models.tokenizer.sentencepiece.Segmenter}s. All work on UTF-8 bytes, as the model
 * files do. Behaviour: github.com/google/sentencepiece, version 0.2.
 */
package io.kinolake.models.tokenizer.sentencepiece;
