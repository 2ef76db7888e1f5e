package org.tacet.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.ledger.ProcessIdentity;
import org.tacet.engine.ledger.StoreProbe.Effort;
import org.tacet.engine.ledger.StoreProbe.Report;

/** The probe passes what a ledger can lie on, and finds each planted breach. */
final class StoreProbeTest {

  @TempDir private Path folder;

  private static Effort effort(int runs, boolean singleHost) {
    return new Effort(runs, 4, 40, Duration.ofMinutes(1), singleHost);
  }

  private Report probe(LedgerStorage storage, LinkProbe links) {
    return new StoreProbe(folder, storage, links, "one").run(effort(1, true));
  }

  private LedgerStorage local() {
    return new LocalStorage(folder);
  }

  private void assertNothingIsLeftBut(String... names) throws IOException {
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly(names);
    }
  }

  @Test
  void oneMachineAloneIsMarkedOnlyOnRequest() throws IOException {
    Path ledger = folder.resolve("ledger");
    Report report = StoreProbe.run(ledger, effort(1, false));
    assertThat(report.breaches()).isEmpty();
    assertThat(report.passed()).isTrue();
    assertThat(report.marked()).isFalse();
    assertThat(report.rounds()).isEqualTo(40);
    assertThat(report.wins().values()).containsExactly(40);
    assertThat(report.hosts()).containsExactly(ProcessIdentity.localHost());
    assertThat(ledger).isEmptyDirectory();

    assertThat(StoreProbe.run(ledger, effort(1, true)).marked()).isTrue();
    ProbeMark mark = ProbeMark.read(ledger).orElseThrow();
    assertThat(mark.hosts()).containsExactly(ProcessIdentity.localHost());
    assertThat(mark.who()).isEqualTo(LedgerUser.current());
    assertThat(mark.mount()).isEqualTo(TrustedFileSystems.Mount.of(ledger));
    assertThat(new FileStore(new LocalStorage(ledger)).accounts()).isEmpty();
  }

  @Test
  void twoMachinesAtOnceRaceEachOtherAndMarkTheFolder() throws Exception {
    List<Report> reports =
        together(
            () -> new StoreProbe(folder, local(), new LinkProbe(), "one").run(effort(2, false)),
            () -> new StoreProbe(folder, local(), new LinkProbe(), "two").run(effort(2, false)));
    for (Report report : reports) {
      assertThat(report.breaches()).isEmpty();
      assertThat(report.hosts()).containsExactly("one", "two");
      assertThat(report.wins())
          .hasSize(1 + 1)
          .allSatisfy((run, wins) -> assertThat(wins).isPositive());
      assertThat(report.marked()).isTrue();
    }
    assertThat(ProbeMark.read(folder).orElseThrow().hosts()).containsExactly("one", "two");
    assertNothingIsLeftBut(ProbeMark.NAME);
  }

  @Test
  void processesMeet() throws Exception {
    Process one = StoreProcess.probing(folder, 2);
    Process other = StoreProcess.probing(folder, 2);
    // Of one machine, which is not enough for a mark.
    assertThat(StoreProcess.lines(one)).containsExactly("[] 2 false");
    assertThat(StoreProcess.lines(other)).containsExactly("[] 2 false");
    assertThat(folder).isEmptyDirectory();
  }

  private static List<Report> together(Callable<Report> one, Callable<Report> other)
      throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try {
      Future<Report> first = executor.submit(one);
      Future<Report> second = executor.submit(other);
      return List.of(first.get(), second.get());
    } finally {
      executor.shutdownNow();
    }
  }

  private void assertFound(LedgerStorage faulty, String... breaches) throws IOException {
    Report report = probe(faulty, new LinkProbe());
    assertThat(report.passed()).isFalse();
    assertThat(report.marked()).isFalse();
    assertThat(report.breaches()).anySatisfy(found -> assertThat(found).containsAnyOf(breaches));
    assertThat(ProbeMark.read(folder)).isEmpty();
    assertNothingIsLeftBut();
  }

  @Test
  void aStorageThatLooksBeforeItWritesIsFound() throws IOException {
    assertFound(
        new CheckThenWriteStorage(local()),
        "one name was given to two that raced for it",
        "holds what another wrote");
  }

  /** NFS, when it answers a request that it was sent twice. */
  @Test
  void aStorageThatCallsAWinnerALoserIsFound() throws IOException {
    assertFound(
        new ForwardingStorage(local()) {
          @Override
          public boolean add(String folder, String file, byte[] content) throws IOException {
            return super.add(folder, file, content) && !file.endsWith("00000007");
          }
        },
        "called taken to the very one that got it");
  }

  @Test
  void aStorageThatCallsALoserAWinnerIsFound() throws IOException {
    assertFound(
        new ForwardingStorage(local()) {
          @Override
          public boolean add(String folder, String file, byte[] content) throws IOException {
            return super.add(folder, file, content) || file.endsWith("00000007");
          }
        },
        "one name was given to two that raced for it",
        "holds what another wrote");
  }

  /** A client that keeps a folder's names for a while. */
  @Test
  void aStorageThatDoesNotShowWhatIsTakenIsFound() throws IOException {
    assertFound(
        new ForwardingStorage(local()) {
          @Override
          public Optional<byte[]> read(String folder, String file) throws IOException {
            return file.endsWith("00000007") ? Optional.empty() : super.read(folder, file);
          }
        },
        "a name that is taken can't be read");
  }

  @Test
  void aStorageThatShowsHalfAFileIsFound() throws IOException {
    assertFound(
        new ForwardingStorage(local()) {
          @Override
          public Optional<byte[]> read(String folder, String file) throws IOException {
            return super.read(folder, file)
                .map(
                    content ->
                        file.endsWith("00000007")
                            ? java.util.Arrays.copyOf(content, content.length / 2)
                            : content);
          }
        },
        "a file is seen before it is whole");
  }

  @Test
  void aStorageThatCannotForceToDiskIsFound() throws IOException {
    assertFound(
        new ForwardingStorage(local()) {
          @Override
          public boolean add(String folder, String file, byte[] content) throws IOException {
            if (file.startsWith("round-")) {
              throw new IOException("Invalid argument");
            }
            return super.add(folder, file, content);
          }
        },
        "can't be added or read during the race: java.io.IOException: Invalid argument");
  }

  /** Links that are none, each in its way. */
  @Test
  void linksThatAreNoneAreFound() {
    LinkProbe copying =
        new LinkProbe() {
          @Override
          void link(Path name, Path existing) throws IOException {
            Files.copy(existing, name);
          }
        };
    LinkProbe overwriting =
        new LinkProbe() {
          @Override
          void link(Path name, Path existing) throws IOException {
            Files.deleteIfExists(name);
            super.link(name, existing);
          }
        };
    LinkProbe symbolic =
        new LinkProbe() {
          @Override
          void link(Path name, Path existing) throws IOException {
            Files.createSymbolicLink(name, existing);
          }
        };
    LinkProbe without =
        new LinkProbe() {
          @Override
          void link(Path name, Path existing) {
            throw new UnsupportedOperationException("no links");
          }
        };
    LinkProbe moving =
        new LinkProbe() {
          @Override
          void link(Path name, Path existing) throws IOException {
            Files.move(existing, name, StandardCopyOption.ATOMIC_MOVE);
          }
        };
    assertThat(probe(local(), copying).breaches()).anyMatch(found -> found.contains("not 2"));
    assertThat(probe(local(), overwriting).breaches())
        .anyMatch(found -> found.contains("is not refused"))
        .anyMatch(found -> found.contains("overwrites what has the name"));
    assertThat(probe(local(), symbolic).breaches()).isNotEmpty();
    assertThat(probe(local(), without).breaches()).anyMatch(found -> found.contains("no links"));
    assertThat(probe(local(), moving).breaches()).isNotEmpty();
    assertThat(ProbeMark.NAME).satisfies(name -> assertThat(folder.resolve(name)).doesNotExist());
  }

  @Test
  void aRunThatStaysAloneSaysSoAndLeavesNothing() throws IOException {
    Effort impatient = new Effort(2, 1, 10, Duration.ofMillis(50), false);
    assertThatThrownBy(() -> StoreProbe.run(folder, impatient))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("1 of 2 runs of the probe showed up")
        .hasMessageContaining("Fix: start them all");
    assertThat(folder.resolve(ProbeMeeting.FOLDER)).isEmptyDirectory();
  }

  @Test
  void whatAnEndedRunLeftIsNotTakenForARun() throws IOException {
    Files.createDirectory(folder.resolve(ProbeMeeting.FOLDER));
    Files.writeString(folder.resolve(ProbeMeeting.FOLDER).resolve("run-ended"), "one\n1");
    assertThatThrownBy(() -> StoreProbe.run(folder, effort(1, true)))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("More than 1 runs of the probe")
        .hasMessageContaining("delete that folder");
    assertThat(ProbeMark.read(folder)).isEmpty();
  }

  @Test
  void anEffortIsWithinBounds() {
    Duration second = Duration.ofSeconds(1);
    assertThatIllegalArgumentException().isThrownBy(() -> new Effort(0, 1, 10, second, false));
    assertThatIllegalArgumentException().isThrownBy(() -> new Effort(17, 1, 10, second, false));
    assertThatIllegalArgumentException().isThrownBy(() -> new Effort(1, 0, 10, second, false));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Effort(1, 1, 9, second, false))
        .withMessage("rounds must be 10 to 100000. Provided value: 9");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Effort(1, 1, 10, Duration.ZERO, false));
  }
}
