package io.kinolake.training.model;

import static io.kinolake.training.model.TrainableModel.LOSS;
import static io.kinolake.training.model.TrainableModel.LOSSES;

import io.kinolake.models.graph.NetworkBuilder;
import java.util.List;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** What training makes of the errors of a flow's samples. Immutable. */
public interface FlowObjective {
  /** The mean of the errors, as in pretraining. */
  FlowObjective MEAN = new Mean();

  /** Tells graphs of one objective from those of another. */
  String name();

  /** The micro batch's values that the objective takes besides those of the model. */
  Set<String> inputs();

  /**
   * Whether the loss of a video is the mean of those of its parts. Where not, the errors of parts
   * are put together before the loss is made of them.
   */
  boolean isOfParts();

  /** What is told besides the loss. */
  List<String> reports();

  /**
   * Declares the objective's inputs, and as outputs the loss and what is told.
   *
   * @param errors each sample's mean squared error of the velocity: [batch]
   */
  void define(NetworkBuilder builder, Operand<TFloat32> errors);

  /** See {@link #MEAN}. */
  final class Mean implements FlowObjective {
    private Mean() {}

    @Override
    public String name() {
      return "mean";
    }

    @Override
    public Set<String> inputs() {
      return Set.of();
    }

    @Override
    public boolean isOfParts() {
      return true;
    }

    @Override
    public List<String> reports() {
      return List.of(LOSSES);
    }

    @Override
    public void define(NetworkBuilder builder, Operand<TFloat32> errors) {
      builder.output(LOSSES, errors);
      builder.output(LOSS, builder.tf().math.mean(errors, builder.tf().constant(0)));
    }
  }
}
