/** Pictures on their way into a network: resizing and normalising, bit for bit as in training. */
package io.kinolake.models.image;
