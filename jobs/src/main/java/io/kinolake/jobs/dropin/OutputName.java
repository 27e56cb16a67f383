package io.kinolake.jobs.dropin;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;

import io.kinolake.jobs.frame.PythonText;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.Optional;

/**
 * The name of datautil's output: given, or made of the inputs' names and a suffix per step. The
 * order of the suffixes is the original's and is not that of the steps.
 *
 * @param inputs the names of the inputs, joined
 * @param inputIsDelta whether the first input is a Delta table
 */
record OutputName(
    String inputs,
    boolean inputIsDelta,
    InputOptions input,
    PathOptions paths,
    CaptionOptions captions,
    FilterOptions filters) {

  String path() {
    if (input.output.isPresent()) {
      return input.output.get();
    }
    if (input.sort.isPresent() && input.sortAscending.isPresent()) {
      throw new KinolakeException(
          BAD_ARGUMENT,
          "--sort and --sort-ascending share a suffix. Give --output, or only one of them.");
    }
    var name = new StringBuilder(inputs);
    input.difference.ifPresent(table -> name.append('-').append(PythonPath.firstStem(table)));
    append(name, input.sort.isPresent() || input.sortAscending.isPresent(), "sort");
    appendPathSuffixes(name);
    appendCaptionSuffixes(name);
    appendFilterSuffixes(name);
    append(name, input.shuffle, "shuffled_seed" + input.seed);
    append(name, input.head.isPresent(), "first_" + input.head.orElse(0L) + "_data");
    return PythonPath.join(PythonPath.dirname(input.input.get(0)), name + ending());
  }

  private String ending() {
    InputOptions.Format fallback =
        inputIsDelta ? InputOptions.Format.delta : InputOptions.Format.csv;
    return "." + input.format.orElse(fallback);
  }

  private void appendPathSuffixes(StringBuilder name) {
    append(name, paths.info, "info");
    append(name, paths.videoInfo, "vinfo");
    append(name, paths.existing, "ext");
    captions.load.ifPresent(format -> name.append("_load").append(format));
    append(name, paths.relativeTo.isPresent(), "relpath");
    append(name, paths.absoluteIn.isPresent(), "abspath");
    append(name, paths.removeEmpty, "noemptypath");
  }

  private void appendCaptionSuffixes(StringBuilder name) {
    append(name, captions.removeEmpty, "noempty");
    append(name, captions.removeUrl, "nourl");
    captions.language.ifPresent(language -> name.append('_').append(language));
    append(name, paths.removeDuplicates, "noduppath");
    append(name, captions.removeDuplicates, "noduptext");
    append(name, paths.subset.isPresent(), "subset");
    append(name, captions.refine, "llm");
    append(name, captions.clean, "clean");
    append(name, captions.mergeCameraMotion, "cmcaption");
    append(name, captions.countTokens.isPresent(), "ntoken");
    append(name, captions.append.isPresent(), "appendtext");
    append(name, captions.scoreToText, "score2text");
    append(name, captions.update.isPresent(), "update");
  }

  private void appendFilterSuffixes(StringBuilder name) {
    append(name, paths.fileSize, "filesize");
    append(name, filters.fileSizeMax, "fsmax");
    append(name, filters.framesMin, "fmin");
    append(name, filters.framesMax, "fmax");
    append(name, filters.fpsMax, "fpsmax");
    append(name, filters.resolutionMax, "hwmax");
    append(name, filters.aestheticMin, "aesmin");
    append(name, filters.matchMin, "matchmin");
    append(name, filters.flowMin, "flowmin");
    append(name, filters.imagesOnly, "img");
    append(name, filters.videosOnly, "vid");
  }

  private static void append(StringBuilder name, boolean wanted, String suffix) {
    if (wanted) {
      name.append('_').append(suffix);
    }
  }

  private static void append(StringBuilder name, Optional<?> bound, String suffix) {
    bound.ifPresent(value -> name.append('_').append(suffix).append(PythonText.str(value)));
  }
}
