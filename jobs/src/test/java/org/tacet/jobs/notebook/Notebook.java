package org.tacet.jobs.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Jupyter notebook with Java cells. */
record Notebook(List<JsonNode> codeCells) {

  private static final Path FOLDER = Path.of(System.getProperty("tacet.root"), "notebooks");

  static List<Path> all() throws IOException {
    try (var files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".ipynb")).sorted().toList();
    }
  }

  static Notebook read(String name) throws IOException {
    return read(FOLDER.resolve(name));
  }

  static Notebook read(Path file) throws IOException {
    List<JsonNode> cells = new ArrayList<>();
    for (JsonNode cell : new ObjectMapper().readTree(file.toFile()).path("cells")) {
      if (cell.path("cell_type").asText().equals("code")) {
        cells.add(cell);
      }
    }
    return new Notebook(cells);
  }

  /**
   * The code of all cells, in order, each followed by a line that prints {@link #mark}. A kernel
   * reads a cell whole; jshell reads lines, and takes one that could be a statement for one. So a
   * line that begins with a dot is put at the end of the line before.
   */
  String script() {
    StringBuilder script = new StringBuilder();
    for (int cell = 0; cell < codeCells.size(); cell++) {
      StringBuilder code = new StringBuilder();
      codeCells.get(cell).path("source").forEach(line -> code.append(line.asText()));
      script
          .append(code.toString().replaceAll("\\n\\s*\\.", "."))
          .append("\nSystem.out.println(\"%s\");\n".formatted(mark(cell)));
    }
    return script.toString();
  }

  static String mark(int cell) {
    return "== end of cell " + cell;
  }
}
