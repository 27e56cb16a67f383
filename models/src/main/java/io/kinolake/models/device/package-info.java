/** Where models live: the pool that loads each once and shares it. */
package io.kinolake.models.device;
