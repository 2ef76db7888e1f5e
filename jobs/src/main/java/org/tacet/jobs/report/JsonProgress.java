package org.tacet.jobs.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.tacet.engine.release.ReleaseProgress;
import org.tacet.jobs.commandline.Terminal;

/** One JSON object a line, for machines: one when a phase ends, one when the release ends. */
public final class JsonProgress implements ReleaseProgress {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Terminal terminal;
  private String releaseId = "";

  public JsonProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void starts(String id) {
    releaseId = id;
  }

  @Override
  public void begins(Phase phase) {}

  @Override
  public void ends(Phase phase, double seconds, boolean failed) {
    Map<String, Object> line = line();
    line.put("phase", phase.word());
    line.put("state", failed ? "failed" : "ended");
    line.put("seconds", rounded(seconds));
    print(line);
  }

  @Override
  public void published(long rows, double seconds) {
    Map<String, Object> line = line();
    line.put("state", "published");
    line.put("seconds", rounded(seconds));
    line.put("published_rows", rows);
    line.put("published_rows_per_second", rounded(ReleaseProgress.rowsPerSecond(rows, seconds)));
    print(line);
  }

  @Override
  public void failed(double seconds) {
    Map<String, Object> line = line();
    line.put("state", "failed");
    line.put("seconds", rounded(seconds));
    print(line);
  }

  @Override
  public void notice(String text) {
    Map<String, Object> line = line();
    line.put("notice", text);
    print(line);
  }

  private Map<String, Object> line() {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("release_id", releaseId);
    return line;
  }

  private void print(Map<String, Object> line) {
    try {
      terminal.progress(JSON.writeValueAsString(line));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers are JSON", e);
    }
  }

  /** To the millisecond. */
  private static double rounded(double number) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.3f", number));
  }
}
