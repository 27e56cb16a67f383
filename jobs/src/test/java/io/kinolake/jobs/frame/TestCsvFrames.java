package io.kinolake.jobs.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expectations were recorded with pandas 2.3.3. */
class TestCsvFrames {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "1|2, INT64, 1|2",
    "007|+5| 6|7 |-0, INT64, 7|5|6|7|0",
    "1||3, FLOAT64, 1.0||3.0",
    "1e5|1E-7|.5|5., FLOAT64, 100000.0|1e-07|0.5|5.0",
    "inf|-Infinity|nan|1e16, FLOAT64, inf|-inf||1e+16",
    "True|FALSE|tRuE, BOOL, True|False|True",
    "True||False, OBJECT, True||False",
    "1|x, OBJECT, 1|x",
    "007|x, OBJECT, 007|x",
    "TRUE|1, OBJECT, TRUE|1",
    "1.50|none, OBJECT, 1.50|none",
    "NA|null|None|#N/A|<NA>|-nan, FLOAT64, |||||",
    "NULL |-|nAn, OBJECT, NULL |-|nAn",
    "9223372036854775807|-9223372036854775808, INT64, 9223372036854775807|-9223372036854775808",
    "18446744073709551616|1, OBJECT, 18446744073709551616|1",
    "1_000|0x1|1f|1e|., OBJECT, 1_000|0x1|1f|1e|.",
    "1e400|1, OBJECT, 1e400|1"
  })
  void typesAreGuessedAsPandasGuessesThem(String cells, DataType type, String written)
      throws IOException {
    Frame frame = read("p,c\n" + rows(cells));

    assertThat(frame.column("c").type()).isEqualTo(type);
    String expected = written == null ? "" : written;
    assertThat(write(frame)).isEqualTo("p,c\n" + rows(expected));
  }

  private static String rows(String cells) {
    var rows = new StringBuilder();
    for (String cell : cells.split("\\|", -1)) {
      rows.append("r,").append(cell).append('\n');
    }
    return rows.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void anyLineEndBlankLinesAndAByteOrderMarkAreAccepted(String end) throws IOException {
    String csv = String.join(end, "\uFEFFa,b", "", "x,\"l1", "l2\"", " \t", "y", "z,w");

    Frame frame = read(csv);

    assertThat(frame.names()).containsExactly("a", "b");
    assertThat(frame.rows()).isEqualTo(3);
    assertThat(frame.column("b").text(0)).isEqualTo("l1" + end + "l2");
    assertThat(frame.column("b").isMissing(1)).isTrue();
  }

  @Test
  void textBehindAClosingQuoteBelongsToTheField() throws IOException {
    Frame frame = read("a,b\n\"ab\"c,x\"y\"z\n\"q\"\"q\",\"\"\n");

    assertThat(write(frame)).isEqualTo("a,b\nabc,\"x\"\"y\"\"z\"\n\"q\"\"q\",\n");
  }

  @Test
  void repeatedAndEmptyHeadersGetNamesOfTheirOwn() throws IOException {
    assertThat(read("x,x,x.1,x,,\n1,2,3,4,5,6\n").names())
        .containsExactly("x", "x.2", "x.1", "x.3", "Unnamed: 4", "Unnamed: 5");
  }

  @Test
  void aLoneMissingCellIsWrittenAsQuotes() throws IOException {
    assertThat(write(read("a\nNA\nx\n"))).isEqualTo("a\n\"\"\nx\n");
  }

  @ParameterizedTest
  @CsvSource({
    "'', is empty: it has no header line",
    "'a,b\n1,2,3\n', Line 2 of",
    "'a,b\n\"x,1\n', ends inside the quoted field that begins in line 2"
  })
  void malformedFilesAreRefusedWithTheirPlace(String csv, String message) {
    assertThatThrownBy(() -> read(csv))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatIsWrittenReadsBackTheSameWhateverTheBufferCutsApart() throws IOException {
    var random = new Random(7);
    List<String> pieces =
        List.of("a", "é", "日本", "\"", ",", "\n", "\r\n", " ", "😀", "x".repeat(999));
    var csv = new StringBuilder("id,t\n");
    var texts = new String[3000];
    for (int i = 0; i < texts.length; i++) {
      var text = new StringBuilder("t");
      for (int j = random.nextInt(5); j > 0; j--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      texts[i] = text.toString();
      csv.append(i).append(",\"").append(text.toString().replace("\"", "\"\"")).append("\"\n");
    }

    Frame again = read(write(read(csv.toString())));

    assertThat(again.rows()).isEqualTo(texts.length);
    for (int i = 0; i < texts.length; i++) {
      assertThat(again.column("t").value(i)).isEqualTo(texts[i]);
    }
  }

  @Test
  void parquetHoldsWhatCsvHeld() throws IOException {
    Frame frame = read("i,f,b,t\n1,1.5,True,x\n2,,False,\n3,inf,True,日本\n");

    TableFormat.write(frame, folder.resolve("t.parquet"));
    Frame again = TableFormat.read(folder.resolve("t.parquet"));

    assertThat(write(again)).isEqualTo(write(frame));
    assertThat(again.column("b").type()).isEqualTo(DataType.BOOL);
  }

  @Test
  void floatsHavePythonsShortestText() {
    assertThat(PythonText.repr(2e-3)).isEqualTo("0.002");
    assertThat(PythonText.repr(1e22)).isEqualTo("1e+22");
    assertThat(PythonText.repr(2.0e-44)).isEqualTo("2e-44");
    assertThat(PythonText.repr(-0.0)).isEqualTo("-0.0");
    assertThat(PythonText.oneDecimal(0.25)).isEqualTo("0.2");
    assertThat(PythonText.oneDecimal(0.35)).isEqualTo("0.3");
    assertThat(PythonText.oneDecimal(-0.04)).isEqualTo("-0.0");
  }

  @ParameterizedTest
  @ValueSource(ints = {1023, 1024, 1025, 50_000})
  void rowsThatAreWrittenInSeveralBlocksKeepTheirOrder(int rows) throws IOException {
    var csv = new StringBuilder("n,x,flag,text,gaps\n");
    for (int i = 0; i < rows; i++) {
      String text = i % 3 == 0 ? "\"a \"\"film\"\", é %d\"".formatted(i) : "film ü " + i;
      csv.append(i).append(',').append(i).append(".25,").append(i % 2 == 0 ? "True" : "False");
      csv.append(',').append(text).append(',').append(i % 5 == 0 ? "" : "g").append('\n');
    }

    assertThat(write(read(csv.toString())).equals(csv.toString())).isTrue();
  }

  private Frame read(String csv) throws IOException {
    Path file = folder.resolve("in.csv");
    Files.writeString(file, csv);
    return TableFormat.read(file);
  }

  private String write(Frame frame) throws IOException {
    Path file = folder.resolve("out.csv");
    TableFormat.write(frame, file);
    return Files.readString(file);
  }
}
