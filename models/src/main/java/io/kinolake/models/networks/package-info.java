/**
 * The networks, one package each. In every one a {@code …Config} states the sizes, a {@code
 * …Network} builds the graph with the published parameter names, a {@code …Check} compares it with
 * recorded tensors, and stages run it by a class named for what it does; see {@link
 * io.kinolake.models.networks.TextEncoder} for those of texts.
 */
package io.kinolake.models.networks;
