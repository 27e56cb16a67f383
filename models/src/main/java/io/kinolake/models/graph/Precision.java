package io.kinolake.models.graph;

/** The number format in which a network multiplies matrices. Sums and norms stay in 32 bits. */
public enum Precision {
  /** 32-bit floats throughout. */
  FLOAT32,
  /**
   * Matrices are held and multiplied as bfloat16; sensible where the hardware multiplies it
   * natively (AMX or AVX512-BF16 processors, NVIDIA GPUs from Ampere on).
   */
  BFLOAT16
}
