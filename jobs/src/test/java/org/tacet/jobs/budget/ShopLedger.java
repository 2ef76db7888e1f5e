package org.tacet.jobs.budget;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerHead;
import org.tacet.accountant.ledger.ReservationRequest;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.engine.digest.Sha256;
import org.tacet.engine.ledger.Ledgers;
import org.tacet.jobs.CommandRun;

/** A ledger in a folder with the account {@code shop}, and commands that use it. */
final class ShopLedger {

  private final Path folder;

  ShopLedger(Path folder) {
    this.folder = folder;
  }

  Path path() {
    return folder.resolve("ledger");
  }

  Path entry(long number) {
    return path().resolve("shop/%08d.json".formatted(number));
  }

  CommandRun budget(String command, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("budget", command, "--ledger", path().toString()));
    arguments.addAll(List.of(more));
    return CommandRun.withoutSpark(arguments.toArray(String[]::new));
  }

  CommandRun ofShop(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of("--account", "shop"));
    arguments.addAll(List.of(more));
    return budget(command, arguments.toArray(String[]::new));
  }

  CommandRun create(String... more) {
    List<String> arguments = new ArrayList<>(List.of("--unit", "customer"));
    arguments.addAll(List.of(more));
    return ofShop("create", arguments.toArray(String[]::new));
  }

  Ledger open() {
    return Ledgers.open(path().toString());
  }

  ReservationRequest request(String id) {
    return request(id, id);
  }

  /** Laplace noise of epsilon 1. */
  ReservationRequest request(String id, String name) {
    PrivacyEvent event = new Laplace(1);
    return new ReservationRequest(
        id,
        name,
        1,
        event,
        ApproximateDp.of("1", "0"),
        "",
        List.of(),
        "spec of " + name,
        "input",
        "file:" + output(id));
  }

  Path output(String id) {
    return folder.resolve("out-" + id);
  }

  void reserved(String id) {
    open().reserve("shop", request(id));
  }

  LedgerHead reading(String id) {
    reserved(id);
    return open().markReading("shop", id, 1, "file:/private/rows.parquet 10 bytes");
  }

  /** Published as far as the ledger and {@code verify} look: with a manifest. */
  Path committed(String id) throws IOException {
    LedgerHead head = reading(id);
    Path manifest = Files.createDirectories(output(id)).resolve("_manifest.json");
    byte[] content = manifest(id, head).getBytes(StandardCharsets.UTF_8);
    Files.write(manifest, content);
    open().commit("shop", id, 1, Sha256.hex(content));
    return manifest;
  }

  static String manifest(String id, LedgerHead head) {
    return "{\"format\":1,\"release_id\":\"%s\",\"ledger\":[{\"account\":\"%s\",\"entry\":%d,\"head\":\"%s\"}],\"files\":[]}"
        .formatted(id, head.accountId(), head.number(), head.mac());
  }
}
