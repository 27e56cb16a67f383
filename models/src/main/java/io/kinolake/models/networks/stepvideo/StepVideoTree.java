package io.kinolake.models.networks.stepvideo;

import io.kinolake.models.weights.ModelFolder;
import io.kinolake.models.weights.WeightFiles;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The folder in which Step-Video's models are published (stepfun-ai/stepvideo-t2v and
 * stepvideo-ti2v): {@code hunyuan_clip}, {@code step_llm}, {@code transformer} and {@code vae}.
 *
 * @param folder its absolute path
 */
public record StepVideoTree(Path folder) {
  private static final String REPOSITORY = "stepfun-ai/stepvideo-t2v";
  private static final String CONFIG = "config.json";
  private static final String CLIP_ENCODER = "clip_text_encoder";
  private static final String CLIP_VOCABULARY = "tokenizer/vocab.txt";
  private static final String LLM_VOCABULARY = "step1_chat_tokenizer.model";
  private static final String VAE_WEIGHTS = "vae_v2.safetensors";

  /** The models of the tree. */
  public enum Part {
    HUNYUAN_CLIP("hunyuan_clip"),
    STEP_LLM("step_llm"),
    VAE("vae"),
    TRANSFORMER("transformer");

    private final String folder;

    Part(String folder) {
      this.folder = folder;
    }
  }

  /**
   * Looks at a folder.
   *
   * @param needed the models that must be complete
   * @throws KinolakeException BAD_CONFIG that lists every missing file of these models
   */
  public static StepVideoTree of(Path folder, Part... needed) {
    StepVideoTree tree = new StepVideoTree(folder.toAbsolutePath().normalize());
    tree.require(new LinkedHashSet<>(Arrays.asList(needed)));
    return tree;
  }

  /** The text encoder Hunyuan CLIP. */
  public HunyuanClip clip() {
    Path clip = at(Part.HUNYUAN_CLIP);
    return HunyuanClip.of(
        ModelFolder.of(clip.resolve(CLIP_ENCODER), REPOSITORY), clip.resolve(CLIP_VOCABULARY));
  }

  /** The language model that encodes texts. */
  public StepLlm llm() {
    return StepLlm.of(
        ModelFolder.of(at(Part.STEP_LLM), REPOSITORY), at(Part.STEP_LLM).resolve(LLM_VOCABULARY));
  }

  /** The autoencoder of version 2. */
  public StepVideoVaeFile vae() {
    return StepVideoVaeFile.of(at(Part.VAE).resolve(VAE_WEIGHTS));
  }

  /** The diffusion transformer. */
  public ModelFolder transformer() {
    return ModelFolder.of(at(Part.TRANSFORMER), REPOSITORY);
  }

  private Path at(Part part) {
    return folder.resolve(part.folder);
  }

  private void require(Set<Part> parts) {
    List<String> missing = new ArrayList<>();
    for (Part part : parts) {
      missing.addAll(missing(part));
    }
    if (!missing.isEmpty()) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "'%s' lacks %d of Step-Video's files: %s. Fetch them: huggingface-cli download %s --local-dir '%s' --include %s"
              .formatted(
                  folder,
                  missing.size(),
                  String.join(", ", missing),
                  REPOSITORY,
                  folder,
                  parts.stream()
                      .map(part -> "'" + part.folder + "/*'")
                      .collect(Collectors.joining(" "))));
    }
  }

  private List<String> missing(Part part) {
    List<String> missing = new ArrayList<>();
    switch (part) {
      case HUNYUAN_CLIP -> {
        addModel(missing, part.folder + "/" + CLIP_ENCODER, "pytorch_model.bin");
        addFile(missing, part.folder + "/" + CLIP_VOCABULARY);
      }
      case STEP_LLM -> {
        addModel(missing, part.folder, "model.safetensors.index.json");
        addFile(missing, part.folder + "/" + LLM_VOCABULARY);
      }
      case VAE -> addFile(missing, part.folder + "/" + VAE_WEIGHTS);
      case TRANSFORMER ->
          addModel(missing, part.folder, "diffusion_pytorch_model.safetensors.index.json");
    }
    return missing;
  }

  private void addModel(List<String> missing, String model, String weights) {
    addFile(missing, model + "/" + CONFIG);
    WeightFiles.missing(folder.resolve(model), weights)
        .forEach(file -> missing.add(model + "/" + file));
  }

  private void addFile(List<String> missing, String file) {
    if (!Files.isRegularFile(folder.resolve(file))) {
      missing.add(file);
    }
  }
}
