/**
 * The models of Step-Video as they are published, in one folder: {@link
 * io.kinolake.models.networks.stepvideo.StepVideoTree} finds them and says what is missing. The
 * networks themselves are in packages of their own.
 */
package io.kinolake.models.networks.stepvideo;
