package org.tacet.jobs.commandline;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tacet.accountant.ledger.AccountExistsException;
import org.tacet.accountant.ledger.BudgetRefusedException;
import org.tacet.accountant.ledger.LedgerBusyException;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.ledger.ReleaseAlreadyRecordedException;
import org.tacet.accountant.ledger.UnknownAccountException;
import org.tacet.engine.publish.OutputTakenException;
import org.tacet.engine.release.ChargedAgainException;
import org.tacet.engine.release.ReleaseFailedException;
import org.tacet.engine.release.ReleaseRunsException;
import org.tacet.engine.spec.InvalidSpecException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * What a command's end means to the one who started it, and which exception means what. A cluster
 * passes on no more than success or failure of a driver; there the code travels in the release's
 * status ({@link org.tacet.jobs.status.StatusReport}).
 */
public final class ExitCodes implements IParameterExceptionHandler, IExecutionExceptionHandler {

  /** The command did what it was asked. */
  public static final int DONE = 0;

  /** Anything that has no code of its own. */
  public static final int FAILED = 1;

  /**
   * The spec or the command line is wrong, and nothing was read, charged or written; or another run
   * took the output meanwhile, and the charge stays.
   */
  public static final int BAD_INPUT = 2;

  /** The account has not the budget for this release; nothing was read or charged. */
  public static final int BUDGET_REFUSED = 3;

  /**
   * The ledger could not be written in time, or the release runs elsewhere; nothing was charged.
   */
  public static final int LEDGER_BUSY = 4;

  /** The release would be charged a second time, and may not be; nothing was charged. */
  public static final int CHARGED_AGAIN = 5;

  /** A check was carried out and found something: in a ledger, or of a folder for one. */
  public static final int FOUND = 6;

  /**
   * Exceptions whose message is written for the user and is free of data values, the first that
   * fits counts.
   */
  private static final Map<Class<? extends RuntimeException>, Integer> EXPECTED =
      new LinkedHashMap<>();

  static {
    EXPECTED.put(InvalidArgumentException.class, BAD_INPUT);
    EXPECTED.put(OutputTakenException.class, BAD_INPUT);
    EXPECTED.put(ReleaseFailedException.class, FAILED);
    EXPECTED.put(ChargedAgainException.class, CHARGED_AGAIN);
    EXPECTED.put(ReleaseRunsException.class, LEDGER_BUSY);
    EXPECTED.put(InvalidSpecException.class, BAD_INPUT);
    EXPECTED.put(BudgetRefusedException.class, BUDGET_REFUSED);
    EXPECTED.put(LedgerBusyException.class, LEDGER_BUSY);
    EXPECTED.put(UnknownAccountException.class, BAD_INPUT);
    EXPECTED.put(AccountExistsException.class, BAD_INPUT);
    EXPECTED.put(ReleaseAlreadyRecordedException.class, BAD_INPUT);
    EXPECTED.put(LedgerException.class, FAILED);
  }

  private final Terminal terminal;

  public ExitCodes(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The code for a failure: that of the outermost expected exception in its chain of causes. */
  public static int of(Throwable failure) {
    return expected(failure).map(e -> code(e).orElseThrow()).orElse(FAILED);
  }

  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    new FailureReport(terminal).wrongCommandLine(failure);
    return BAD_INPUT;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine commandLine, ParseResult result) {
    FailureReport report = new FailureReport(terminal);
    CommandLine.Model.CommandSpec spec = commandLine.getCommandSpec();
    String command = spec.qualifiedName(" ").substring(spec.root().name().length() + 1);
    expected(failure)
        .ifPresentOrElse(
            e -> report.expected(command, e),
            () -> report.unexpected(command, failure, wantsStackTrace(commandLine)));
    return of(failure);
  }

  private static Optional<Throwable> expected(Throwable failure) {
    for (Throwable one = failure; one != null; one = one.getCause()) {
      if (code(one).isPresent()) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  private static Optional<Integer> code(Throwable failure) {
    return EXPECTED.entrySet().stream()
        .filter(entry -> entry.getKey().isInstance(failure))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static boolean wantsStackTrace(CommandLine commandLine) {
    boolean verbose = commandLine.getCommandSpec().root().findOption("--verbose").getValue();
    return verbose || "1".equals(System.getenv("TACET_STACKTRACE"));
  }
}
