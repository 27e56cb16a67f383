/**
 * The stage that finds scenes. Read {@link io.kinolake.udfs.scene.DetectScenes} first: it reads
 * {@link io.kinolake.udfs.scene.SceneSource} rows, a source with what probing found, and fills the
 * scenes table; {@link io.kinolake.udfs.scene.DetectScenesSettings} are its settings. The work
 * itself is {@link io.kinolake.media.scene.SceneScan}.
 */
package io.kinolake.udfs.scene;
