package org.tacet.engine.source;

import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.SourceSpec;

/**
 * What one source was when Spark listed it, and the means to list it again (P8): a file that is
 * added, removed or rewritten while a release runs makes it a release of another input.
 *
 * @param source the source's name in the spec
 * @param files those that will be read, whatever is added from now on
 */
record InputListing(String source, List<ListedRelation> relations, InputFiles files) {

  InputListing {
    relations = List.copyOf(relations);
  }

  /**
   * Takes the files that Spark has listed for {@code plan}. Those that a filter on folders leaves
   * out are among them.
   *
   * @throws InvalidSpecException when a file is no longer as Spark listed it: Spark would read the
   *     new file by the old one's length
   */
  static InputListing of(SparkSession session, SourceSpec spec, LogicalPlan plan) {
    Configuration configuration = session.sessionState().newHadoopConf();
    List<ListedRelation> relations = ListedRelation.in(plan);
    List<FileStatus> listed =
        relations.stream().flatMap(each -> each.listed(configuration).stream()).toList();
    InputFiles files = InputFiles.of(listed, configuration);
    InputChange.between(spec.name(), files, files.again(configuration))
        .ifPresent(
            change -> {
              throw new InvalidSpecException(
                  new Fault(
                      spec.inputField(),
                      "is being written while the release is planned: " + change.words(),
                      spec.input().written(),
                      "files that nobody writes",
                      "run the release when the source is complete"));
            });
    return new InputListing(spec.name(), relations, files);
  }

  /** How the source, listed anew, differs from what was read. */
  Optional<InputChange> change(SparkSession session) {
    List<FileStatus> now =
        relations.stream().flatMap(each -> each.listAgain(session).stream()).toList();
    return InputChange.between(
        source, files, InputFiles.of(now, session.sessionState().newHadoopConf()));
  }
}
