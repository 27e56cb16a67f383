/** All checks in one list, for the command line and the tests. */
package io.kinolake.models.golden;
