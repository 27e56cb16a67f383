package io.kinolake.models.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.tensor.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a folder's {@code tolerances.json} says: which tensors are inputs, and how far every other
 * may be off. The first rule whose pattern fits a name counts.
 *
 * @param inputs names of the inputs
 * @param rules in order
 */
public record Tolerances(List<String> inputs, List<Rule> rules) {

  public Tolerances {
    inputs = List.copyOf(inputs);
    rules = List.copyOf(rules);
  }

  /**
   * One rule: {@code |a − b| ≤ atol + rtol·|b|} for every element, or {@code ≤ of_max·max|b|} where
   * {@code ofMax} is positive.
   */
  public record Rule(Pattern names, double atol, double rtol, double ofMax) {
    @Override
    public String toString() {
      return ofMax > 0 ? "%.0e of max".formatted(ofMax) : "%.0e + %.0e·|b|".formatted(atol, rtol);
    }
  }

  static Tolerances of(JsonNode json) {
    List<String> inputs = new ArrayList<>();
    json.path("inputs").forEach(name -> inputs.add(name.asText()));
    List<Rule> rules = new ArrayList<>();
    for (JsonNode rule : json.path("rules")) {
      rules.add(
          new Rule(
              glob(rule.path("match").asText("*")),
              rule.path("atol").asDouble(0),
              rule.path("rtol").asDouble(0),
              rule.path("of_max").asDouble(0)));
    }
    return new Tolerances(inputs, rules);
  }

  /**
   * Compares a tensor with its record.
   *
   * @param name the record's name
   */
  public Finding compare(String name, HostTensor found, HostTensor expected) {
    Rule rule = ruleFor(name);
    if (!found.shape().equals(expected.shape())) {
      return new Finding(
          name,
          "shape " + found.shape() + " instead of " + expected.shape(),
          rule.toString(),
          false);
    }
    double[] a = found.toDoubles();
    double[] b = expected.toDoubles();
    double largest = 0;
    for (double value : b) {
      largest = Math.max(largest, Math.abs(value));
    }
    double worst = 0;
    boolean passed = true;
    for (int i = 0; i < a.length; i++) {
      boolean same = a[i] == b[i] || (Double.isNaN(a[i]) && Double.isNaN(b[i]));
      double error = same ? 0 : Math.abs(a[i] - b[i]);
      double allowed =
          rule.ofMax() > 0 ? rule.ofMax() * largest : rule.atol() + rule.rtol() * Math.abs(b[i]);
      passed &= error <= allowed;
      worst = error > worst || Double.isNaN(error) ? error : worst;
    }
    return new Finding(name, "%.2e".formatted(worst), rule.toString(), passed);
  }

  private Rule ruleFor(String name) {
    return rules.stream()
        .filter(rule -> rule.names().matcher(name).matches())
        .findFirst()
        .orElse(new Rule(glob("*"), 0, 0, 0));
  }

  private static Pattern glob(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
