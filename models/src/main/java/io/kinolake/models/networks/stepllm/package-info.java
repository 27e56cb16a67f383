/**
 * Step-Video's language model as an encoder of captions: {@link
 * io.kinolake.models.networks.stepllm.StepLlmNetwork}. Parameter names are those of the published
 * shards ({@code step_llm/model-0000N-of-00009.safetensors}).
 */
package io.kinolake.models.networks.stepllm;
