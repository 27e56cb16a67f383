/** The only package of this module that knows Spark: it runs stages inside Spark tasks. */
package io.kinolake.udfs.spark;
