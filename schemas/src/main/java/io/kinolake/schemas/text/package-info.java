/** Texts that the program writes for people. */
package io.kinolake.schemas.text;
