package io.kinolake.models.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TestCsvRows {
  @Test
  void quotesHoldCommasLineBreaksAndQuotes() {
    assertThat(CsvRows.parse("a,\"b,\r\nc\",\"say \"\"d\"\"\"\r\ne,f,g\n"))
        .containsExactly(List.of("a", "b,\r\nc", "say \"d\""), List.of("e", "f", "g"));
  }

  @Test
  void emptyFieldsStayAndEmptyLinesGo() {
    assertThat(CsvRows.parse("a,,\n\n\n,b,"))
        .containsExactly(List.of("a", "", ""), List.of("", "b", ""));
    assertThat(CsvRows.parse("")).isEmpty();
  }
}
