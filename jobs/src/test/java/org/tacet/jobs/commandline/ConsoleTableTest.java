package org.tacet.jobs.commandline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.tacet.jobs.commandline.ConsoleTable.Column;

final class ConsoleTableTest {

  @Test
  void alignsTextLeftAndNumbersRight() {
    ConsoleTable table =
        new ConsoleTable(Column.text("nation"), Column.number("orders"), Column.text("note"))
            .row("FRANCE", ConsoleTable.grouped(1_234_567), "")
            .row("UNITED KINGDOM", "-5", "few");

    assertThat(table.lines())
        .containsExactly(
            "nation             orders  note",
            "--------------  ---------  ----",
            "FRANCE          1,234,567",
            "UNITED KINGDOM         -5  few");
  }

  @Test
  void isAHeadingWithoutRows() {
    assertThat(new ConsoleTable(Column.text("a"), Column.number("bc")).lines())
        .containsExactly("a  bc", "-  --");
  }

  @Test
  void countsCharactersNotTheirBytes() {
    ConsoleTable table =
        new ConsoleTable(Column.text("x"), Column.text("y"))
            .row("\u00e9\ud83d\ude00", "1")
            .row("abc", "2");

    assertThat(table.lines().get(2)).isEqualTo("\u00e9\ud83d\ude00   1");
  }

  @Test
  void keepsEscapeSequencesAndLineBreaksOfValuesFromTheTerminal() {
    ConsoleTable table = new ConsoleTable(Column.text("group")).row("a\nb\u001b[31m\u202e\r\u0007");

    assertThat(table.lines().get(2)).isEqualTo("a?b?[31m???");
  }

  @Test
  void refusesARowOfAnotherWidth() {
    assertThatThrownBy(() -> new ConsoleTable(Column.text("a")).row("1", "2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a row needs 1 cells, one a column, but has 2");
  }

  @Test
  void isBoldOnATerminalOnly() {
    ConsoleTable table = new ConsoleTable(Column.text("a")).row("1");

    assertThat(printed(table, false)).isEqualTo("a%n-%n1%n".formatted());
    assertThat(printed(table, true)).isEqualTo("\u001b[1ma\u001b[0m%n-%n1%n".formatted());
  }

  private static String printed(ConsoleTable table, boolean interactive) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    new Terminal(stream, stream, interactive).print(table);
    return out.toString(StandardCharsets.UTF_8);
  }
}
