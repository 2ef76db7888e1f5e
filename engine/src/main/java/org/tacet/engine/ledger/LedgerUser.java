package org.tacet.engine.ledger;

import java.io.IOException;
import org.apache.hadoop.security.UserGroupInformation;
import org.tacet.accountant.ledger.LedgerException;

/** Whom entries name as their writer. */
public final class LedgerUser {

  private LedgerUser() {}

  /**
   * The user that Hadoop acts for on this thread: the Kerberos principal, or the operating system's
   * user where there is no Kerberos; with a proxy user both, "alice via airflow".
   *
   * @throws LedgerException when Hadoop knows no user
   */
  public static String current() {
    try {
      UserGroupInformation user = UserGroupInformation.getCurrentUser();
      UserGroupInformation real = user.getRealUser();
      return real == null ? user.getUserName() : user.getUserName() + " via " + real.getUserName();
    } catch (IOException nameless) {
      throw new LedgerException(
          "Hadoop knows no user to name in the ledger: "
              + nameless.getMessage()
              + ". Fix: log in (kinit, or --principal with --keytab); without Kerberos run as a"
              + " user that the operating system has a name for",
          nameless);
    }
  }
}
