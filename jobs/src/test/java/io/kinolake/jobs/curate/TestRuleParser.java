package io.kinolake.jobs.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TestRuleParser {
  private static final List<String> SCORERS = List.of("technical", "flow", "cmotion", "phash");

  private final RuleParser parser = new RuleParser(new MeasureNames(SCORERS));

  @Test
  void everyComparisonIsRead() {
    Measure technical = new Measure.Value("technical");
    String[] operators = {">=", ">", "<=", "<", "=", "==", "!="};
    Rule.Comparison[] expected = {
      Rule.Comparison.AT_LEAST,
      Rule.Comparison.ABOVE,
      Rule.Comparison.AT_MOST,
      Rule.Comparison.BELOW,
      Rule.Comparison.EQUAL,
      Rule.Comparison.EQUAL,
      Rule.Comparison.DIFFERENT
    };
    for (int i = 0; i < operators.length; i++) {
      String text = "technical " + operators[i] + " -4.5e1";
      assertThat(parser.parse(text)).isEqualTo(new Rule.Limit(text, technical, expected[i], -45));
    }
  }

  @Test
  void rangesAreReadInBothForms() {
    Measure seconds = new Measure.Property(ClipProperty.SECONDS);
    assertThat(parser.parse("seconds between 1 and 60"))
        .isEqualTo(new Rule.Between("seconds between 1 and 60", seconds, 1, 60));
    assertThat(parser.parse(" flow  in .5..20 "))
        .isEqualTo(new Rule.Between("flow in .5..20", new Measure.Value("flow"), 0.5, 20));
  }

  @Test
  void anyRangeOfNumbersIsReadBack() {
    Random random = new Random(7);
    for (int i = 0; i < 500; i++) {
      double low = random.nextGaussian() * Math.pow(10, random.nextInt(12) - 6);
      double high = low + random.nextDouble();
      String text = "flow in " + low + ".." + high;
      assertThat(parser.parse(text))
          .isEqualTo(new Rule.Between(text, new Measure.Value("flow"), low, high));
    }
  }

  @Test
  void wordsAreReadPlainAndQuoted() {
    Measure label = new Measure.Label("cmotion");
    assertThat(parser.parse("cmotion != static"))
        .isEqualTo(new Rule.NoneOf("cmotion != static", label, List.of("static")));
    assertThat(parser.parse("cmotion in pan_left, 'a, b' ,zoom_in+tilt_up"))
        .isEqualTo(
            new Rule.OneOf(
                "cmotion in pan_left, 'a, b' ,zoom_in+tilt_up",
                label,
                List.of("pan_left", "a, b", "zoom_in+tilt_up")));
    assertThat(parser.parse("phash = '0000000000000000'"))
        .isEqualTo(
            new Rule.OneOf(
                "phash = '0000000000000000'",
                new Measure.Label("phash"),
                List.of("0000000000000000")));
    assertThat(parser.parse("cmotion not in static, undetermined")).isInstanceOf(Rule.NoneOf.class);
  }

  @Test
  void aDetailIsNamedAfterItsScorer() {
    assertThat(parser.parse("technical.noise < 3").measure())
        .isEqualTo(new Measure.Detail("technical", "noise"));
  }

  @Test
  void anUnknownNameIsAnErrorWithTheNearest() {
    assertThatThrownBy(() -> parser.parse("technicl >= 4"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Did you mean 'technical'?")
        .hasMessageContaining("aspect_ratio")
        .hasMessageContaining("cmotion");
    assertThatThrownBy(() -> parser.parse("hieght.x >= 4")).hasMessageContaining("Did you mean");
  }

  @Test
  void nonsenseIsRefused() {
    for (String text :
        List.of(
            "",
            "technical",
            "technical >= ",
            "technical >= 4 or true",
            "technical >= 4; drop table",
            "technical >= 1e999",
            "flow in 5..1",
            "flow in 1...",
            "seconds between 1",
            "cmotion > static",
            "width = wide",
            "cmotion in static,",
            "4 <= technical")) {
      assertThatThrownBy(() -> parser.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Rule '");
    }
  }
}
