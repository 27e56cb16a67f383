package io.kinolake.models.networks.transnetv2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestWindows {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 24, 25, 26, 49, 50, 51, 74, 75, 76, 99, 100, 101, 130, 149, 150, 151})
  void everyFrameIsPredictedOnceWithItsNeighbours(int length) {
    Windows windows = new Windows(1);
    Iterator<byte[]> frames = frames(length);
    List<Integer> predicted = new ArrayList<>();
    while (windows.next(frames)) {
      byte[] content = windows.content();
      int start = predicted.size() - Windows.MARGIN;
      for (int i = 0; i < content.length; i++) {
        int expected = Math.min(Math.max(start + i, 0), length - 1);
        assertThat(content[i] & 0xff).isEqualTo(expected);
      }
      for (int i = 0; i < windows.fresh(); i++) {
        predicted.add(content[Windows.MARGIN + i] & 0xff);
      }
    }
    assertThat(predicted).isEqualTo(IntStream.range(0, length).boxed().toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 25, 26, 75, 100, 120})
  void aContinuedStreamPredictsWhatComesAfterItsContext(int length) {
    Windows windows = Windows.continued(1);
    Iterator<byte[]> frames = frames(length);
    List<Integer> predicted = new ArrayList<>();
    while (windows.next(frames)) {
      byte[] content = windows.content();
      for (int i = 0; i < content.length; i++) {
        assertThat(content[i] & 0xff).isEqualTo(Math.min(predicted.size() + i, length - 1));
      }
      for (int i = 0; i < windows.fresh(); i++) {
        predicted.add(content[Windows.MARGIN + i] & 0xff);
      }
    }
    assertThat(predicted)
        .isEqualTo(
            IntStream.range(Windows.MARGIN, Math.max(Windows.MARGIN, length)).boxed().toList());
  }

  @Test
  void aVideoWithoutFramesHasNoWindow() {
    assertThat(new Windows(1).next(frames(0))).isFalse();
  }

  @Test
  void noFrameIsReadBeforeItIsNeeded() {
    Iterator<byte[]> frames = frames(200);
    new Windows(1).next(frames);
    assertThat(frames.next()[0] & 0xff).isEqualTo(75);
  }

  private static Iterator<byte[]> frames(int length) {
    return IntStream.range(0, length).mapToObj(i -> new byte[] {(byte) i}).iterator();
  }
}
