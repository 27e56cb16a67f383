package io.kinolake.media.cut;

import static io.kinolake.media.encode.WriteFailures.allocated;
import static io.kinolake.media.encode.WriteFailures.check;

import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avfilter.AVBufferSrcParameters;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A chain of FFmpeg's filters for frames of one format. Not thread-safe.
 *
 * @see <a href="https://ffmpeg.org/ffmpeg-filters.html">FFmpeg's filters</a>
 */
final class FilterGraph implements AutoCloseable {
  private final AVFilterContext source;
  private final AVFilterContext sink;
  private final AVFrame filtered;
  private AVFilterGraph graph; // null once closed

  private FilterGraph(
      AVFilterGraph graph, AVFilterContext source, AVFilterContext sink, AVFrame filtered) {
    this.graph = graph;
    this.source = source;
    this.sink = sink;
    this.filtered = filtered;
  }

  /**
   * A chain for pictures.
   *
   * @param first any picture of the format that is to come
   * @param chain in FFmpeg's notation
   */
  static FilterGraph video(AVFrame first, AVRational timeBase, String chain) {
    return create(
        "buffer",
        "buffersink",
        chain,
        parameters ->
            parameters
                .format(first.format())
                .width(first.width())
                .height(first.height())
                .time_base(timeBase)
                .sample_aspect_ratio(first.sample_aspect_ratio())
                .color_space(first.colorspace())
                .color_range(first.color_range()));
  }

  /** A chain for samples. */
  static FilterGraph audio(AVFrame first, AVRational timeBase, String chain) {
    return create(
        "abuffer",
        "abuffersink",
        chain,
        parameters -> {
          parameters.format(first.format()).sample_rate(first.sample_rate()).time_base(timeBase);
          check(
              avutil.av_channel_layout_copy(parameters.ch_layout(), first.ch_layout()),
              "describe samples");
        });
  }

  /** Sends a frame through; each frame that comes out is the consumer's until it returns. */
  void filter(AVFrame frame, Consumer<AVFrame> consumer) {
    check(
        avfilter.av_buffersrc_add_frame_flags(source, frame, avfilter.AV_BUFFERSRC_FLAG_KEEP_REF),
        "filter a frame");
    drain(consumer);
  }

  /** Yields what the filters still hold. */
  void finish(Consumer<AVFrame> consumer) {
    check(avfilter.av_buffersrc_add_frame_flags(source, null, 0), "finish filtering");
    drain(consumer);
  }

  private void drain(Consumer<AVFrame> consumer) {
    while (true) {
      int code = avfilter.av_buffersink_get_frame(sink, filtered);
      if (code == avutil.AVERROR_EAGAIN() || code == avutil.AVERROR_EOF) {
        return;
      }
      check(code, "filter a frame");
      try {
        consumer.accept(filtered);
      } finally {
        avutil.av_frame_unref(filtered);
      }
    }
  }

  private static FilterGraph create(
      String sourceName, String sinkName, String chain, Consumer<AVBufferSrcParameters> format) {
    AVFilterGraph graph = allocated(avfilter.avfilter_graph_alloc(), "a filter graph");
    try {
      graph.nb_threads(1);
      AVFilterContext source = add(graph, sourceName, "in");
      configure(source, format);
      AVFilterContext sink = add(graph, sinkName, "out");
      check(avfilter.avfilter_init_str(sink, (String) null), "prepare a filter");
      link(graph, source, sink, chain);
      AVFrame filtered = allocated(avutil.av_frame_alloc(), "a frame");
      return new FilterGraph(graph, source, sink, filtered);
    } catch (RuntimeException e) {
      avfilter.avfilter_graph_free(graph);
      throw e;
    }
  }

  private static AVFilterContext add(AVFilterGraph graph, String filter, String name) {
    return allocated(
        avfilter.avfilter_graph_alloc_filter(graph, avfilter.avfilter_get_by_name(filter), name),
        "a filter");
  }

  private static void configure(AVFilterContext source, Consumer<AVBufferSrcParameters> format) {
    AVBufferSrcParameters parameters =
        allocated(avfilter.av_buffersrc_parameters_alloc(), "filter parameters");
    try {
      format.accept(parameters);
      check(avfilter.av_buffersrc_parameters_set(source, parameters), "describe frames");
      check(avfilter.avfilter_init_str(source, (String) null), "prepare a filter");
    } finally {
      avutil.av_channel_layout_uninit(parameters.ch_layout());
      avutil.av_free(parameters);
    }
  }

  private static void link(
      AVFilterGraph graph, AVFilterContext source, AVFilterContext sink, String chain) {
    AVFilterInOut outputs = inOut("in", source);
    AVFilterInOut inputs = inOut("out", sink);
    try {
      check(
          avfilter.avfilter_graph_parse_ptr(graph, chain, inputs, outputs, null),
          "build the filters '" + chain + "'");
      check(avfilter.avfilter_graph_config(graph, null), "build the filters '" + chain + "'");
    } finally {
      free(inputs);
      free(outputs);
    }
  }

  private static AVFilterInOut inOut(String name, AVFilterContext filter) {
    AVFilterInOut end = allocated(avfilter.avfilter_inout_alloc(), "a filter's end");
    return end.name(avutil.av_strdup(new BytePointer(name)))
        .filter_ctx(filter)
        .pad_idx(0)
        .next(null);
  }

  private static void free(AVFilterInOut end) {
    if (!Pointer.isNull(end)) {
      avfilter.avfilter_inout_free(end);
    }
  }

  @Override
  public void close() {
    if (graph != null) {
      avutil.av_frame_free(filtered);
      avfilter.avfilter_graph_free(graph);
      graph = null;
    }
  }
}
