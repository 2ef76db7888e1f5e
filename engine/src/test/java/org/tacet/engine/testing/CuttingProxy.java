package org.tacet.engine.testing;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Stands between clients and a PostgreSQL server, and cuts a connection at a message of one's
 * choice, counted over both directions. A message is a letter, the length of the rest in four
 * bytes, and the rest; a client's first one has no letter.
 */
public final class CuttingProxy implements Closeable {

  /** Whether the message that the connection is cut at still arrives. */
  public enum Cut {
    BEFORE_IT_ARRIVES,
    AFTER_IT_ARRIVED
  }

  /** What becomes of connections after the cut. */
  public enum Then {
    SERVE,
    REFUSE
  }

  private final ServerSocket listening;
  private final int serverPort;
  private int messagesUntilCut = Integer.MAX_VALUE;
  private Cut cut = Cut.BEFORE_IT_ARRIVES;
  private Then then = Then.SERVE;
  private boolean hasCut;

  public CuttingProxy(int serverPort) {
    this.serverPort = serverPort;
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** Cuts at the n-th message from now on, once. */
  public synchronized void cutAt(int message, Cut when, Then afterwards) {
    messagesUntilCut = message;
    cut = when;
    then = afterwards;
    hasCut = false;
  }

  /** Whether as many messages came. */
  public synchronized boolean hasCut() {
    return hasCut;
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "cutting-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        if (refuses()) {
          client.close();
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        start(() -> pump(client, server, true));
        start(() -> pump(server, client, false));
      } catch (IOException closed) {
        // The next round ends, or serves the next client.
      }
    }
  }

  private synchronized boolean refuses() {
    return hasCut && then == Then.REFUSE;
  }

  private void pump(Socket from, Socket to, boolean fromClient) {
    try (from;
        to) {
      DataInputStream in = new DataInputStream(from.getInputStream());
      DataOutputStream out = new DataOutputStream(to.getOutputStream());
      boolean first = fromClient;
      while (forward(message(in, !first), out)) {
        first = false;
      }
    } catch (IOException ended) {
      // By either side; closing both tells the other one.
    }
  }

  private static byte[] message(DataInputStream in, boolean hasLetter) throws IOException {
    int letter = hasLetter ? in.read() : 0;
    if (letter < 0) {
      throw new EOFException();
    }
    int length = in.readInt();
    byte[] rest = in.readNBytes(length - Integer.BYTES);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(whole);
    if (hasLetter) {
      out.writeByte(letter);
    }
    out.writeInt(length);
    out.write(rest);
    return whole.toByteArray();
  }

  /** Forwards a message, or not; returns whether the connection goes on. */
  private synchronized boolean forward(byte[] message, DataOutputStream out) throws IOException {
    messagesUntilCut--;
    boolean cutsNow = messagesUntilCut == 0;
    hasCut |= cutsNow;
    if (!cutsNow || cut == Cut.AFTER_IT_ARRIVED) {
      out.write(message);
      out.flush();
    }
    return !cutsNow;
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
