package io.kinolake.training.sample;

import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.util.Optional;

/** The settings that the guides sample with (MindSpeed-MM 2.3 for StepVideo, Open-Sora 1.0). */
final class SampleDefaults {
  private static final long SEED = 1234;
  private static final float MOTION = 5;

  private static final SampleSettings.Texts TEXT_TO_VIDEO =
      new SampleSettings.Texts(
          "超高清、HDR 视频、环境光、杜比全景声、画面稳定、流畅动作、逼真的细节、专业级构图、超现实主义、自然、生动、超细节、清晰。",
          Optional.of("画面暗、低分辨率、不良手、文本、缺少手指、多余的手指、裁剪、低质量、颗粒状、签名、水印、用户名、模糊。"));

  private static final SampleSettings.Texts IMAGE_TO_VIDEO =
      new SampleSettings.Texts(
          "画面中的主体动作表现生动自然、画面流畅、生动细节、光线统一柔和、超真实动态捕捉、大师级运镜、整体不变形、超高清、画面稳定、逼真的细节、专业级构图、超细节、清晰。",
          Optional.of("动画、模糊、变形、毁容、低质量、拼贴、粒状、标志、抽象、插图、计算机生成、扭曲、动作不流畅、面部有褶皱、表情僵硬、畸形手指"));

  private SampleDefaults() {}

  static SampleSettings textToVideo() {
    return settings(204, new FrameSize(992, 544), 25, stepVideo(), TEXT_TO_VIDEO);
  }

  static SampleSettings imageToVideo() {
    return settings(102, new FrameSize(992, 544), 25, stepVideo(), IMAGE_TO_VIDEO);
  }

  static SampleSettings openSora() {
    return settings(
        16,
        new FrameSize(256, 256),
        8,
        new SampleSettings.Guide(100, 7, Optional.empty(), MOTION),
        new SampleSettings.Texts("", Optional.empty()));
  }

  /** Without guidance: the tiny feature set has no negative text to lead away from. */
  static SampleSettings tinyFlow() {
    return settings(
        17,
        new FrameSize(16, 16),
        8,
        new SampleSettings.Guide(30, 1, Optional.of(1f), MOTION),
        new SampleSettings.Texts("", Optional.of("")));
  }

  static SampleSettings tinyDiffusion() {
    return settings(
        17,
        new FrameSize(16, 16),
        8,
        new SampleSettings.Guide(50, 4, Optional.empty(), MOTION),
        new SampleSettings.Texts("", Optional.empty()));
  }

  private static SampleSettings.Guide stepVideo() {
    return new SampleSettings.Guide(50, 9, Optional.of(13f), MOTION);
  }

  private static SampleSettings settings(
      int frames, FrameSize size, int fps, SampleSettings.Guide guide, SampleSettings.Texts texts) {
    return new SampleSettings(
        new VideoShape(frames, size), new Rational(fps, 1), guide, texts, SEED, 1);
  }
}
