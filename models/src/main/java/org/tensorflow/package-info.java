/** Access to the memory of TensorFlow's tensors, from within its package. */
package org.tensorflow;
