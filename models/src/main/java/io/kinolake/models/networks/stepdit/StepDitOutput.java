package io.kinolake.models.networks.stepdit;

import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.nn.Linear;
import io.kinolake.models.nn.Modulation;
import io.kinolake.models.nn.Norms;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What stands after the blocks: tokens become a velocity. */
public final class StepDitOutput {
  private StepDitOutput() {}

  /**
   * The velocity.
   *
   * @param x tokens after the last block: [batch, tokens, width]
   * @param embedded the embedded time: [batch, width]
   * @return [batch, frames, channels, height, width]
   */
  public static Operand<TFloat32> run(
      NetScope scope,
      StepDitConfig config,
      StepDitGrid grid,
      Operand<TFloat32> x,
      Operand<TFloat32> embedded) {
    Ops tf = scope.tf();
    Operand<TFloat32> normed = scope.tap("norm_out", Norms.layer(tf, x, StepDitConfig.EPSILON));
    List<Operand<TFloat32>> rows =
        Modulation.rows(tf, scope.vector("scale_shift_table", 2, config.width()), embedded);
    Operand<TFloat32> steered = Modulation.apply(tf, normed, rows.get(0), rows.get(1));
    long pixels = (long) config.patch() * config.patch();
    return joined(
        tf,
        config,
        grid,
        Linear.biased(
            scope.at("proj_out"), steered, config.width(), pixels * config.outChannels()));
  }

  /** A token holds its patch in the order row, column, channel. */
  private static Operand<TFloat32> joined(
      Ops tf, StepDitConfig config, StepDitGrid grid, Operand<TFloat32> patches) {
    int patch = config.patch();
    Operand<TFloat32> cells =
        Dimensions.reshape(
            tf,
            patches,
            -1,
            grid.frames(),
            grid.rows(),
            grid.columns(),
            patch,
            patch,
            config.outChannels());
    return Dimensions.reshape(
        tf,
        Dimensions.transpose(tf, cells, 0, 1, 6, 2, 4, 3, 5),
        -1,
        grid.frames(),
        config.outChannels(),
        (long) grid.rows() * patch,
        (long) grid.columns() * patch);
  }
}
