package org.tacet.jobs.budget;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.ledger.LedgerHead;
import org.tacet.jobs.CommandRun;
import org.tacet.jobs.commandline.ExitCodes;

/** {@code budget verify}: what it finds, and what it doesn't take for a finding. */
final class VerifyCommandTest {

  @TempDir private Path folder;
  private ShopLedger shop;

  @BeforeEach
  void threeReleases() throws IOException {
    shop = new ShopLedger(folder);
    shop.create("--epsilon", "100");
    shop.committed("a");
    shop.committed("b");
    shop.committed("c");
  }

  private LedgerHead head() {
    return shop.open().statement("shop").head();
  }

  private void assertFound(CommandRun run, String... texts) {
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(ExitCodes.FOUND).isEqualTo(6);
    assertThat(run.out()).contains("  FOUND ").contains(texts);
  }

  @Test
  void aSoundLedgerIsSaidToBeSound() {
    LedgerHead head = head();

    CommandRun run = shop.budget("verify", "--manifests");

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "shop: sound; 9 entries, head shop:9:" + head.mac(),
            "3 manifests compared: none was changed");
  }

  @Test
  void anEditedEntryIsFound() throws IOException {
    Path entry = shop.entry(4);
    Files.writeString(
        entry, Files.readString(entry).replace("\"epsilon\" : \"1\"", "\"epsilon\" : \"0.1\""));

    assertFound(shop.ofShop("verify"), entry.toString(), "its seal does not fit");
  }

  @Test
  void movedAndRemovedEntriesAreFound() throws IOException {
    byte[] fourth = Files.readAllBytes(shop.entry(4));
    Files.write(shop.entry(4), Files.readAllBytes(shop.entry(7)));
    Files.write(shop.entry(7), fourth);
    assertFound(shop.ofShop("verify"), shop.entry(4).toString());

    Files.delete(shop.entry(4));
    assertFound(shop.ofShop("verify"), shop.entry(4) + ": it is missing although later entries");
  }

  @Test
  void aCutEndIsFoundByAHeadThatWasKept() throws IOException {
    LedgerHead head = head();
    Files.delete(shop.entry(9));
    Files.delete(shop.entry(8));

    assertThat(shop.ofShop("verify").exitCode()).as("without a head").isZero();
    assertFound(
        shop.ofShop("verify", "--expect-head", "9:" + head.mac()),
        shop.entry(9) + ": it is missing, and its head was seen before");
    assertFound(shop.budget("verify", "--expect-head", "shop:9:" + head.mac()), "cut off");
  }

  @Test
  void aCutEndIsFoundByAManifest() throws IOException {
    Path manifest = shop.output("c").resolve("_manifest.json");
    for (int number = 9; number >= 7; number--) {
      Files.delete(shop.entry(number));
    }

    assertFound(
        shop.budget("verify", "--manifest", manifest.toString()),
        "release c is not recorded in account shop",
        "one of these heads is named by " + manifest);
    assertThat(shop.budget("verify", "--manifests").exitCode())
        .as("the entry that led to the manifest is gone")
        .isZero();
  }

  @Test
  void aChangedManifestIsFound() throws IOException {
    Path manifest = shop.output("b").resolve("_manifest.json");
    Files.writeString(manifest, Files.readString(manifest).replace("}", " }"));

    assertFound(
        shop.budget("verify", "--manifests"),
        "3 manifests compared: 1 findings",
        "it is not the manifest that entry 6 of shop has the hash of");
    assertFound(
        shop.budget("verify", "--manifest", shop.output("b").toString()),
        "its hash is not the one of entry 6 of shop");
  }

  @Test
  void whatIsGoneOrReplacedIsToldOfAndNoFinding() throws IOException {
    Files.delete(shop.output("a").resolve("_manifest.json"));
    Files.copy(
        shop.output("c").resolve("_manifest.json"),
        shop.output("b").resolve("_manifest.json"),
        StandardCopyOption.REPLACE_EXISTING);

    CommandRun run = shop.budget("verify", "--manifests");

    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(run.out())
        .contains(
            "note: a is not at ", "note: b was replaced at ", " by c", "2 manifests compared");
  }

  @Test
  void aManifestOfAnotherLedgerIsFound() throws IOException {
    LedgerHead stranger = new LedgerHead("other", 1, "0".repeat(64));
    Path manifest =
        Files.writeString(folder.resolve("_manifest.json"), ShopLedger.manifest("x", stranger));

    assertFound(
        shop.budget("verify", "--manifest", manifest.toString()),
        "names account other, which the ledger does not have");
  }

  @Test
  void jsonHoldsTheFindings() throws IOException {
    Path entry = shop.entry(4);
    Files.writeString(entry, Files.readString(entry).replace("RESERVED", "ABANDONED"));

    CommandRun run = shop.ofShop("verify", "--json", "--manifests");

    assertThat(run.exitCode()).isEqualTo(6);
    JsonNode found = new ObjectMapper().readTree(run.out());
    assertThat(found.at("/sound").booleanValue()).isFalse();
    assertThat(found.at("/accounts/0/findings/0/where").textValue()).endsWith(entry.toString());
    assertThat(found.at("/manifests/notes/0").textValue()).contains("were not compared");
  }

  @Test
  void refusesWhatIsNoHeadAndNoManifest() throws IOException {
    String mac = head().mac();
    Path noManifest = Files.writeString(folder.resolve("file.json"), "{}");
    for (List<String> wrong :
        List.of(
            List.of("--expect-head", "9", "is no head; given '9'"),
            List.of("--expect-head", "-1:" + mac, "is no head"),
            List.of("--expect-head", "9:" + mac, "does not say whose head it is"),
            List.of("--expect-head", "../x:9:" + mac, "is no head"),
            List.of("--manifest", noManifest.toString(), "is no manifest of a release"),
            List.of("--manifest", folder.resolve("none").toString(), "is not there"))) {
      CommandRun run = shop.budget("verify", wrong.get(0), wrong.get(1));
      assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
      assertThat(run.err()).contains(wrong.get(0) + ": " + wrong.get(2), "fix: ");
    }
    assertThat(shop.ofShop("verify", "--expect-head", "other:9:" + mac).err())
        .contains("is of another account than --account");
  }
}
