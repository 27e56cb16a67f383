package io.kinolake.training.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.schemas.media.FrameSize;
import org.junit.jupiter.api.Test;

class TestVideoGrid {
  @Test
  void rowsAreTheRootOfTheNumberAndColumnsWhatItNeeds() {
    FrameSize size = new FrameSize(48, 32);
    assertThat(VideoGrid.of(1, size)).isEqualTo(new VideoGrid(size, 1, 1));
    assertThat(VideoGrid.of(2, size)).isEqualTo(new VideoGrid(size, 2, 1));
    assertThat(VideoGrid.of(5, size)).isEqualTo(new VideoGrid(size, 3, 2));
    assertThat(VideoGrid.of(5, size).canvas()).isEqualTo(new FrameSize(100, 100));
  }

  @Test
  void gridsThatNoEncoderTakesAreShrunk() {
    for (int videos = 1; videos <= VideoGrid.MOST_VIDEOS; videos++) {
      FrameSize canvas = VideoGrid.of(videos, new FrameSize(992, 544)).canvas();
      assertThat(canvas.width()).isLessThanOrEqualTo(3840).isEven();
      assertThat(canvas.height()).isLessThanOrEqualTo(2160).isEven();
    }
  }
}
