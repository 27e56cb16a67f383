package io.kinolake.media.natives;

import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.opencv.global.opencv_core;

/**
 * FFmpeg and OpenCV as this machine loads them.
 *
 * @param ffmpeg FFmpeg's version
 * @param ffmpegLicence the licence that FFmpeg's build is under
 * @param openCv OpenCV's version
 */
public record NativeLibraries(String ffmpeg, String ffmpegLicence, String openCv) {

  /**
   * Loads the libraries, and calls each once.
   *
   * @throws LinkageError if one is missing or does not fit this machine
   */
  public static NativeLibraries load() {
    return new NativeLibraries(
        avutil.av_version_info().getString(),
        avutil.avutil_license().getString(),
        opencv_core.getVersionString().getString());
  }

  /** Whether FFmpeg has a video encoder of this name. */
  public static boolean hasEncoder(String name) {
    return avcodec.avcodec_find_encoder_by_name(name) != null;
  }
}
