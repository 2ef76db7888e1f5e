package org.tacet.jobs.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.jobs.CommandRun;

/** {@code budget key}, accounts that are sealed with the key, and {@code budget probe}. */
final class KeyAndProbeTest {

  private static final String SETTING = "spark.hadoop.hadoop.security.credential.provider.path";

  @TempDir private Path folder;
  private ShopLedger shop;

  @BeforeEach
  void shop() {
    shop = new ShopLedger(folder);
  }

  private String provider() {
    return "localjceks://file" + folder.resolve("tacet.jceks");
  }

  @Test
  void aKeyIsMadeOnce() {
    CommandRun run = CommandRun.withoutSpark("budget", "key", "--provider", provider());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "Key made as tacet.ledger.key in " + provider(),
            "  " + SETTING + " " + provider(),
            "core-site.xml");
    CommandRun again = CommandRun.withoutSpark("budget", "key", "--provider", provider());
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("There is a ledger key", "not replaced", "Fix: ");
    assertThat(CommandRun.withoutSpark("budget", "key", "--provider", "nonsense").err())
        .contains("Fix: ");
  }

  @Test
  void whoLacksTheKeyCanNotMendAnEditedEntry() throws IOException {
    CommandRun.withoutSpark("budget", "key", "--provider", provider());
    System.setProperty(SETTING, provider());
    try {
      CommandRun created = shop.create("--epsilon", "10");
      assertThat(created.exitCode()).as(created.err()).isZero();
      assertThat(created.out()).containsPattern("Seal: the key [a-z0-9]+");
      assertThat(created.err()).doesNotContain("without a key");
      assertThat(shop.ofShop("verify").exitCode()).isZero();

      Path account = shop.entry(0);
      Files.writeString(account, Files.readString(account).replace("customer", "nobody"));
      CommandRun edited = shop.ofShop("verify");
      assertThat(edited.exitCode()).isEqualTo(6);
      assertThat(edited.out()).contains("FOUND ", account.toString(), "its seal does not fit");
    } finally {
      System.clearProperty(SETTING);
    }
  }

  @Test
  void aLocalFolderPassesTheProbe() {
    CommandRun run =
        CommandRun.withoutSpark(
            "budget", "probe", "--ledger", "file:" + folder.resolve("probed"), "--single-host");

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("File system: ", "Rounds: ", "Passed, and marked");
  }

  @Test
  void aProbeIsOfAFolder() {
    for (String place : new String[] {"hdfs://x/y", "", "s3a://bucket/x"}) {
      CommandRun run = CommandRun.withoutSpark("budget", "probe", "--ledger", place);
      assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
      assertThat(run.err()).contains("--ledger: is no folder that can be probed");
    }
    assertThat(
            CommandRun.withoutSpark(
                    "budget", "probe", "--ledger", folder.toString(), "--runs", "17")
                .err())
        .contains("--runs: is out of range; given 17; legal: 1 to 16");
  }
}
