package io.kinolake.models.networks.stepvideo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.networks.stepvideo.StepVideoTree.Part;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestStepVideoTree {
  @TempDir private Path folder;

  @Test
  void everyMissingFileIsNamedAtOnceWithTheCommandThatFetchesIt() throws IOException {
    write("hunyuan_clip/clip_text_encoder/config.json", "{}");
    write("hunyuan_clip/clip_text_encoder/pytorch_model.bin", "");
    write("step_llm/config.json", "{}");
    write(
        "step_llm/model.safetensors.index.json",
        """
        {"weight_map": {"a": "model-00001-of-00002.safetensors",
                        "b": "model-00002-of-00002.safetensors"}}
        """);
    write("step_llm/model-00001-of-00002.safetensors", "");

    assertThatThrownBy(() -> StepVideoTree.of(folder, Part.HUNYUAN_CLIP, Part.STEP_LLM, Part.VAE))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining(
            "lacks 4 of Step-Video's files: hunyuan_clip/tokenizer/vocab.txt,"
                + " step_llm/model-00002-of-00002.safetensors,"
                + " step_llm/step1_chat_tokenizer.model, vae/vae_v2.safetensors.")
        .hasMessageContaining("huggingface-cli download stepfun-ai/stepvideo-t2v --local-dir")
        .hasMessageContaining("--include 'hunyuan_clip/*' 'step_llm/*' 'vae/*'");
  }

  @Test
  void onlyTheModelsThatAreNeededMustBeThere() throws IOException {
    write("transformer/config.json", "{}");
    write("transformer/diffusion_pytorch_model.safetensors.index.json", "{\"weight_map\": {}}");

    assertThat(StepVideoTree.of(folder, Part.TRANSFORMER).folder())
        .isEqualTo(folder.toAbsolutePath());
    assertThatThrownBy(() -> StepVideoTree.of(folder, Part.TRANSFORMER, Part.VAE))
        .hasMessageContaining("lacks 1 of Step-Video's files: vae/vae_v2.safetensors.");
  }

  private void write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
