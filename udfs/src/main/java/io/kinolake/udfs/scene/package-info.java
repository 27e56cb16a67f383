/**
 * The stage that finds scenes. Read {@link io.kinolake.udfs.scene.DetectScenes} first: it reads
 * {@link io.kinolake.udfs.scene.SceneSource} rows, a source with what probing found, and fills the
 * scenes table; {@link io.kinolake.udfs.scene.DetectScenesSettings} are its settings. Who finds the
 * scenes is a {@link io.kinolake.udfs.scene.SceneFinder}: {@link
 * io.kinolake.udfs.scene.MeasuredScenes} by {@link io.kinolake.media.scene.SceneScan}, {@link
 * io.kinolake.udfs.scene.TransNetScenes} by a network.
 */
package io.kinolake.udfs.scene;
