package io.kinolake.media.synth;

/**
 * One uncut take of a demo film.
 *
 * @param frames how long it is
 * @param look seed of its colours, textures and shapes; equal looks give equal pictures
 * @param camera what the camera does
 * @param light brightness of its pictures, 1 for full
 */
record Shot(int frames, int look, Camera camera, float light) {

  /** What a camera does during a shot. FREEZE also stops what moves before the camera. */
  enum Camera {
    STATIC,
    PAN_LEFT,
    PAN_RIGHT,
    TILT_UP,
    TILT_DOWN,
    ZOOM_IN,
    ZOOM_OUT,
    FREEZE
  }

  static Shot of(int frames, int look, Camera camera) {
    return new Shot(frames, look, camera, 1);
  }

  Shot withLight(float value) {
    return new Shot(frames, look, camera, value);
  }
}
