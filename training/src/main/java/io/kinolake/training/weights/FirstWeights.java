package io.kinolake.training.weights;

import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.training.convert.MindSpeedTree;
import io.kinolake.training.model.StditModel;
import io.kinolake.training.model.TrainableModel;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Opens the weights that {@code model.load} names: a published file or folder, a checkpoint of
 * training here, a tree of MindSpeed-MM or one checkpoint of it, or for the STDiT PixArt-α's, which
 * are told from its own by what they lack.
 *
 * @param model what the weights are for
 * @param seed decides what PixArt-α's weights lack
 * @param lines takes lines for people
 */
public record FirstWeights(TrainableModel model, long seed, Consumer<String> lines) {

  /**
   * Opens them; whether they fit the model is for its layout to say.
   *
   * @return weights under published names; they are the caller's
   * @throws io.kinolake.schemas.failure.KinolakeException NOT_FOUND, or WRONG_WEIGHTS that lists
   *     all that a tree lacks
   */
  public WeightSource open(Path path) {
    if (MindSpeedTree.isOne(path)) {
      MindSpeedTree tree = MindSpeedTree.open(path);
      lines.accept(
          "Weights of MindSpeed-MM's checkpoint '%s' for %d ranks and stages of %s blocks: %s"
              .formatted(tree.version(), tree.ranks(), tree.stages().layers(), path));
      return tree;
    }
    WeightSource source = WeightFiles.open(path);
    return model instanceof StditModel && PixArtWeights.isOne(source) ? adapted(source) : source;
  }

  private WeightSource adapted(WeightSource source) {
    PixArtWeights weights = new PixArtWeights(source, model, seed);
    weights.lines().forEach(lines);
    return weights;
  }
}
