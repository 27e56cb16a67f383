package io.kinolake.jobs.cli;

import io.kinolake.models.check.GoldenCheck;
import io.kinolake.models.golden.GoldenChecks;
import io.kinolake.models.oip.ServedNetworks;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tells which models there are, what files each needs, and how they are fetched. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the models that stages use: files, setting, and the command that fetches.",
    footer = {"", "Example:", "  kinolake models list"})
final class ModelsListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /**
   * A model whose weights a user brings.
   *
   * @param name what it is
   * @param use who uses it
   * @param setting names its place
   * @param files what is read
   * @param fetch a command that fetches them
   */
  private record Published(String name, String use, String setting, String files, String fetch) {}

  private static final List<Published> MODELS =
      List.of(
          new Published(
              "CLIP ViT-L/14",
              "scorer aes",
              "score.clip-weights",
              "model.safetensors (or openai's ViT-L-14.pt)",
              "huggingface-cli download openai/clip-vit-large-patch14 --local-dir clip-vit-large-patch14"),
          new Published(
              "LAION's aesthetic predictor",
              "scorer aes",
              "score.aesthetic-weights",
              "sac+logos+ava1-l14-linearMSE.pth",
              "curl -LO https://github.com/christophschuhmann/improved-aesthetic-predictor/raw/main/sac+logos+ava1-l14-linearMSE.pth"),
          new Published(
              "Stable Diffusion's autoencoder",
              "feature set opensora",
              "features.sd-vae",
              "config.json, diffusion_pytorch_model.safetensors",
              "huggingface-cli download stabilityai/sd-vae-ft-ema --local-dir sd-vae-ft-ema"),
          new Published(
              "T5 v1.1 XXL encoder",
              "feature set opensora",
              "features.t5",
              "config.json, spiece.model, pytorch_model-*.bin with its index",
              "huggingface-cli download DeepFloyd/t5-v1_1-xxl --local-dir t5-v1_1-xxl"));

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.println("Models whose weights you bring:");
    for (Published model : MODELS) {
      out.printf("%n  %s (%s)%n", model.name(), model.use());
      out.printf("    setting  %s%n", model.setting());
      out.printf("    files    %s%n", model.files());
      out.printf("    fetch    %s%n", model.fetch());
    }
    out.printf(
        "%nNetworks that 'models serve' serves: %s%n", String.join(", ", ServedNetworks.parts()));
    out.printf(
        "Kinds that 'models check' checks: %s%n",
        String.join(", ", GoldenChecks.ALL.stream().map(GoldenCheck::kind).sorted().toList()));
    out.flush();
    return 0;
  }
}
