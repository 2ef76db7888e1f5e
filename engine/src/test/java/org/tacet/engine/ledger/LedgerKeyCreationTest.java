package org.tacet.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.alias.CredentialProvider;
import org.apache.hadoop.security.alias.CredentialProviderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.engine.testing.TestHdfs;

/** A key is drawn into a provider once, and for its owner alone. */
final class LedgerKeyCreationTest {

  @TempDir private Path folder;

  private String provider() {
    return "localjceks://file" + folder.resolve("keys.jceks");
  }

  private static Configuration with(String provider) {
    Configuration configuration = new Configuration();
    configuration.set(CredentialLedgerKeys.PROVIDERS, provider);
    return configuration;
  }

  private static byte[] key(String provider) {
    return new CredentialLedgerKeys(with(provider)).key(CredentialLedgerKeys.ALIAS).orElseThrow();
  }

  @Test
  void aKeyThatWasMadeIsFound() {
    LedgerKeyCreation.Created created = LedgerKeyCreation.create(provider(), new Configuration());
    assertThat(created.provider()).isEqualTo(provider());
    assertThat(created.alias()).isEqualTo("tacet.ledger.key");
    assertThat(created.passwordWarning().orElseThrow()).contains("HADOOP_CREDSTORE_PASSWORD");
    assertThat(key(provider())).hasSize(32);
    assertThat(created.toString()).doesNotContain(HexFormat.of().formatHex(key(provider())));
  }

  @Test
  void keysDiffer() {
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      String provider = provider() + i;
      LedgerKeyCreation.create(provider, new Configuration());
      keys.add(HexFormat.of().formatHex(key(provider)));
    }
    assertThat(keys).hasSize(5);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theFileIsItsOwnersAlone() throws IOException {
    LedgerKeyCreation.create(provider(), new Configuration());
    assertThat(Files.getPosixFilePermissions(folder.resolve("keys.jceks")))
        .extracting(Enum::name)
        .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
    String another = "jceks://file" + folder.resolve("another.jceks");
    LedgerKeyCreation.create(another, new Configuration());
    assertThat(Files.getPosixFilePermissions(folder.resolve("another.jceks")))
        .extracting(Enum::name)
        .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
  }

  @Test
  void aKeyThatIsThereIsNotReplaced() {
    LedgerKeyCreation.create(provider(), new Configuration());
    byte[] before = key(provider());
    assertThatThrownBy(() -> LedgerKeyCreation.create(provider(), new Configuration()))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("There is a ledger key in " + provider() + " already")
        .hasMessageContaining("Fix:");
    assertThat(key(provider())).isEqualTo(before);
  }

  @Test
  void otherCredentialsStay() throws IOException {
    CredentialProvider others = CredentialProviderFactory.getProviders(with(provider())).get(0);
    others.createCredentialEntry("another", "secret".toCharArray());
    others.flush();
    LedgerKeyCreation.create(provider(), new Configuration());
    assertThat(key(provider())).hasSize(32);
    assertThat(
            CredentialProviderFactory.getProviders(with(provider()))
                .get(0)
                .getCredentialEntry("another")
                .getCredential())
        .isEqualTo("secret".toCharArray());
  }

  /** A configuration that names providers for other purposes is not written to. */
  @Test
  void onlyTheProviderThatIsGivenIsWritten() {
    String configured = "localjceks://file" + folder.resolve("configured.jceks");
    LedgerKeyCreation.create(provider(), with(configured));
    assertThat(folder.resolve("configured.jceks")).doesNotExist();
    assertThat(key(provider())).hasSize(32);
  }

  @Test
  void aProviderOnHdfsIsMadeToo() {
    String hdfs = TestHdfs.newFolder().toUri().toString().replaceFirst("^hdfs://", "jceks://hdfs@");
    LedgerKeyCreation.create(hdfs + "/keys.jceks", new Configuration());
    assertThat(key(hdfs + "/keys.jceks")).hasSize(32);
  }

  @Test
  void whatKeepsNothingIsRefused() {
    for (String provider :
        new String[] {
          null,
          " ",
          "user:///",
          "nosuch://x",
          "/keys.jceks",
          "a b",
          provider() + "," + provider() + 2
        }) {
      assertThatThrownBy(() -> LedgerKeyCreation.create(provider, new Configuration()))
          .as(String.valueOf(provider))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("Fix:");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFolderThatIsMissingIsToldAndNothingIsLeft() {
    String missing = "localjceks://file" + folder.resolve("missing/keys.jceks");
    assertThatThrownBy(() -> LedgerKeyCreation.create(missing, new Configuration()))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("could not be written to " + missing)
        .hasMessageContaining("check that its folder is there");
    assertThat(folder).isEmptyDirectory();
  }

  /** What one process made, and said so, no other takes away. */
  @Test
  void ofSeveralCreatorsOneGetsThrough() throws Exception {
    int creators = 4;
    CyclicBarrier start = new CyclicBarrier(creators);
    AtomicInteger made = new AtomicInteger();
    ExecutorService executor = Executors.newFixedThreadPool(creators);
    try {
      List<Future<Void>> results = new ArrayList<>();
      for (int creator = 0; creator < creators; creator++) {
        results.add(
            executor.submit(
                () -> {
                  start.await();
                  try {
                    LedgerKeyCreation.create(provider(), new Configuration());
                    made.incrementAndGet();
                  } catch (LedgerException refused) {
                    assertThat(refused).hasMessageContaining("Fix:");
                  }
                  return null;
                }));
      }
      for (Future<Void> result : results) {
        result.get();
      }
    } finally {
      executor.shutdownNow();
    }
    assertThat(made).hasValue(1);
    assertThat(key(provider())).hasSize(32);
    assertThat(folder.resolve("keys.jceks.making")).doesNotExist();
  }

  @Test
  void whoeverMakesAKeyIsLetFinish() throws IOException {
    Path turn = Files.createFile(folder.resolve("keys.jceks.making"));
    assertThatThrownBy(() -> LedgerKeyCreation.create(provider(), new Configuration()))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("Another process makes a key")
        .hasMessageContaining("delete " + turn);
    assertThat(folder.resolve("keys.jceks")).doesNotExist();
  }
}
