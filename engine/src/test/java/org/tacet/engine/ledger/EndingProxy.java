package org.tacet.engine.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tacet.engine.testing.ProcessEnd;

/**
 * Stands in this process before a PostgreSQL server, and ends the process when it has sent an
 * INSERT that is to be the last thing it does. Whether the server still carries it out is open.
 */
final class EndingProxy {

  private static final Pattern LOCAL = Pattern.compile("localhost:([0-9]+)");

  private final int serverPort;
  private final BooleanSupplier endsNow;

  private EndingProxy(int serverPort, BooleanSupplier endsNow) {
    this.serverPort = serverPort;
    this.endsNow = endsNow;
  }

  /** The address of a ledger on this host, by way of a proxy. */
  static String before(String address, BooleanSupplier endsNow) throws IOException {
    Matcher local = LOCAL.matcher(address);
    if (!local.find()) {
      throw new IllegalArgumentException("not on this host: " + address);
    }
    ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    EndingProxy proxy = new EndingProxy(Integer.parseInt(local.group(1)), endsNow);
    start(() -> proxy.accept(listening));
    return local.replaceFirst("localhost:" + listening.getLocalPort());
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "ending-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept(ServerSocket listening) {
    while (true) {
      try {
        Socket client = listening.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        server.setTcpNoDelay(true);
        client.setTcpNoDelay(true);
        start(() -> pump(client, server, true));
        start(() -> pump(server, client, false));
      } catch (IOException failed) {
        throw new IllegalStateException(failed);
      }
    }
  }

  private void pump(Socket from, Socket to, boolean fromClient) {
    byte[] buffer = new byte[1 << 16];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        boolean last =
            fromClient
                && endsNow.getAsBoolean()
                && new String(buffer, 0, read, StandardCharsets.ISO_8859_1).contains("INSERT");
        to.getOutputStream().write(buffer, 0, read);
        to.getOutputStream().flush();
        if (last) {
          ProcessEnd.now();
        }
      }
    } catch (IOException ended) {
      // By either side; closing both tells the other one.
    }
  }
}
