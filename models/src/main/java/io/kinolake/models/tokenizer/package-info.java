/**
 * Tokenizers that read the vocabularies of published models and give the ids that the original
 * programs give. {@link io.kinolake.models.tokenizer.Tokenizer} is the contract; {@link
 * io.kinolake.models.tokenizer.ClipTokenizer}, {@link io.kinolake.models.tokenizer.BertTokenizer},
 * {@link io.kinolake.models.tokenizer.T5Tokenizer} and {@link
 * io.kinolake.models.tokenizer.StepChatTokenizer} are the four that the networks here need, the
 * last two on {@link io.kinolake.models.tokenizer.sentencepiece.SentencePiece}.
 */
package io.kinolake.models.tokenizer;
