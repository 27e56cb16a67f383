package io.kinolake.models.oip;

import io.kinolake.models.process.ServerPlace;
import java.io.Serializable;

/**
 * A model behind the Open Inference Protocol, as settings describe it.
 *
 * @param model its name there
 * @param place where the server is
 * @param traffic how it is treated
 * @param encoding how tensors travel
 */
public record OipEngine(
    String model, ServerPlace place, OipTraffic traffic, OipModel.Encoding encoding)
    implements Serializable {}
