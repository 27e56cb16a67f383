package io.kinolake.models.oip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.engine.TensorSpec;
import io.kinolake.models.graph.FiniteCheck;
import io.kinolake.models.process.Endpoint;
import io.kinolake.models.process.Pause;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A model behind a server that speaks the Open Inference Protocol. */
public final class OipModel implements TensorModel {
  private static final String INPUTS = "inputs";
  private static final String OUTPUTS = "outputs";

  private final OipClient client;
  private final String name;
  private final boolean binary;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;

  private OipModel(OipClient client, String name, boolean binary, JsonNode metadata) {
    this.client = client;
    this.name = name;
    this.binary = binary;
    this.inputs = specs(metadata.path(INPUTS));
    this.outputs = specs(metadata.path(OUTPUTS));
  }

  /** How tensors travel. */
  public enum Encoding {
    /** As JSON; every server reads it. FP16 and BF16 are written as numbers. */
    JSON,
    /** By the binary tensor data extension, as Triton, MLServer and our own server read it. */
    BINARY
  }

  /**
   * Asks a server for a model's inputs and outputs, once it is ready.
   *
   * @throws KinolakeException SERVER_REFUSED if the server has no such model, SERVER_ERROR if it
   *     does not answer
   */
  public static OipModel open(
      Endpoint endpoint, String name, OipTraffic traffic, Encoding encoding) {
    return open(endpoint, name, traffic, encoding, Pause.SLEEP);
  }

  static OipModel open(
      Endpoint endpoint, String name, OipTraffic traffic, Encoding encoding, Pause pause) {
    OipClient client = new OipClient(endpoint, traffic, pause);
    String path = path(name);
    client.get(path + "/ready");
    try {
      return new OipModel(client, name, encoding == Encoding.BINARY, client.get(path).header());
    } catch (MalformedMessage e) {
      throw wrongAnswer(name, e);
    }
  }

  @Override
  public List<TensorSpec> inputs() {
    return inputs;
  }

  @Override
  public List<TensorSpec> outputs() {
    return outputs;
  }

  @Override
  public Map<String, HostTensor> run(Map<String, HostTensor> given, Collection<String> wanted) {
    ObjectNode header = OipMessage.JSON.createObjectNode();
    for (String output : wanted) {
      ObjectNode node = header.withArray(OUTPUTS).addObject().put("name", output);
      if (binary) {
        node.putObject("parameters").put("binary_data", true);
      }
    }
    OipMessage answer =
        client.post(path(name) + "/infer", OipMessage.of(header, INPUTS, given, binary));
    try {
      return chosen(answer.tensors(answer.header(), OUTPUTS), wanted);
    } catch (MalformedMessage e) {
      throw wrongAnswer(name, e);
    }
  }

  /** The server is not this model's. */
  @Override
  public void close() {}

  private Map<String, HostTensor> chosen(Map<String, HostTensor> found, Collection<String> wanted) {
    Map<String, HostTensor> chosen = new LinkedHashMap<>();
    for (String output : wanted) {
      HostTensor value = found.get(output);
      if (value == null) {
        throw new MalformedMessage(
            "output '%s' is missing among %s".formatted(output, found.keySet()));
      }
      if (!FiniteCheck.isFinite(value)) {
        throw new KinolakeException(
            FailureCode.NOT_FINITE,
            "Output '%s' of the served model '%s' holds NaN or infinity. Check its weights and the input."
                .formatted(output, name));
      }
      chosen.put(output, value);
    }
    return chosen;
  }

  private static List<TensorSpec> specs(JsonNode list) {
    List<TensorSpec> specs = new ArrayList<>();
    for (JsonNode node : list) {
      String datatype = node.path("datatype").asText();
      List<Long> dims = new ArrayList<>();
      node.path("shape").forEach(dim -> dims.add(dim.asLong()));
      specs.add(
          new TensorSpec(
              node.path("name").asText(),
              Datatypes.of(datatype)
                  .orElseThrow(
                      () -> new MalformedMessage("'%s' is no datatype here".formatted(datatype))),
              dims));
    }
    return List.copyOf(specs);
  }

  private static String path(String model) {
    return "/v2/models/" + URLEncoder.encode(model, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static KinolakeException wrongAnswer(String model, MalformedMessage e) {
    return new KinolakeException(
        FailureCode.SERVER_ERROR,
        "The server of model '%s' does not follow the Open Inference Protocol: %s."
            .formatted(model, e.getMessage()),
        e);
  }
}
