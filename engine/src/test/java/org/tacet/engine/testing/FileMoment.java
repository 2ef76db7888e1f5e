package org.tacet.engine.testing;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSDataOutputStream;

/** A moment in the life of a file at which this process ends, seen by its file systems. */
public final class FileMoment {

  /** The moments, of a path or, for a move, of two paths with " -> " between. */
  public enum Kind {
    FOLDER_MADE,
    CREATED,
    HALF_WRITTEN,
    CLOSED,
    MOVED,
    BEFORE_DELETION,
    BEFORE_OPENING
  }

  private static volatile FileMoment last = new FileMoment(Kind.CREATED, Pattern.compile("(?!)"));

  private final Kind kind;
  private final Pattern path;

  private FileMoment(Kind kind, Pattern path) {
    this.kind = kind;
    this.path = path;
  }

  /** Ends this process at the first moment of a kind whose path has {@code pathPattern} in it. */
  public static void endProcessAt(Kind kind, String pathPattern) {
    last = new FileMoment(kind, Pattern.compile(pathPattern));
  }

  static void reached(Kind kind, Object path) {
    if (last.is(kind, path)) {
      ProcessEnd.now();
    }
  }

  private boolean is(Kind other, Object at) {
    return kind == other && path.matcher(at.toString()).find();
  }

  /** What a file that was created is written through. */
  static FSDataOutputStream watched(FSDataOutputStream out, Object path) throws IOException {
    reached(Kind.CREATED, path);
    boolean half = last.is(Kind.HALF_WRITTEN, path);
    return half || last.is(Kind.CLOSED, path)
        ? new FSDataOutputStream(new Watched(out, half), null)
        : out;
  }

  private static final class Watched extends FilterOutputStream {

    private final boolean half;

    Watched(OutputStream out, boolean half) {
      super(out);
      this.half = half;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (half) {
        out.write(bytes, offset, length / 2);
        out.close();
        ProcessEnd.now();
      }
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      super.close();
      ProcessEnd.now();
    }
  }
}
