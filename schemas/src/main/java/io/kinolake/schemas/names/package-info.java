/** What a person may have meant by a name that does not exist. */
package io.kinolake.schemas.names;
