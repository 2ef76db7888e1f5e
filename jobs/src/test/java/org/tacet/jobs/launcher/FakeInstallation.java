package org.tacet.jobs.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The real launcher in a folder of its own, whose name holds a blank, with a stand-in for
 * everything it starts: Java, Maven and a Spark distribution print their arguments, one a line. The
 * PATH holds those and the tools the launcher may use, nothing else.
 */
final class FakeInstallation {

  private static final List<String> TOOLS =
      List.of(
          "bash",
          "env",
          "dirname",
          "readlink",
          "sed",
          "find",
          "tail",
          "head",
          "tr",
          "mktemp",
          "touch",
          "rm",
          "mv",
          "flock");

  private static final String JAVA = "17.0.9";
  private static final String JAVA_LINE = "openjdk version \"%s\" 2023-10-17";
  private static final String PRINT_ARGUMENTS = "printf '%s\\n' \"$@\"\n";

  private final Path root;
  private final Path programs;
  private final Map<String, String> environment = new HashMap<>();

  FakeInstallation(Path folder) throws IOException {
    root = Files.createDirectory(folder.resolve("a tacet"));
    programs = Files.createDirectory(folder.resolve("programs"));
    Path source = Path.of(System.getProperty("tacet.root"));
    Files.copy(source.resolve("spark-submit.sh"), launcher());
    copy(source, "bin/spark-home.sh");
    copy(source, "conf/jvm.options");
    copy(source, "conf/spark-defaults.conf");
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    write("jobs/src/main/java/Main.java", "class Main {}");
    environment.put("PATH", programs + ":" + tools(source.resolve("jobs/target/launcher-tools")));
    javaOnPath(JAVA, 0);
  }

  Path root() {
    return root;
  }

  Path launcher() {
    return root.resolve("spark-submit.sh");
  }

  Path jobsJar() {
    return root.resolve("jobs/target/tacet-jobs.jar");
  }

  Path ownJar() {
    return root.resolve("jobs/target/own.jar");
  }

  Path bundle() {
    return root.resolve("bundle/target/tacet-bundle.jar");
  }

  Path sparkJar() {
    return root.resolve("repository/spark.jar");
  }

  FakeInstallation with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** What a build leaves behind. */
  FakeInstallation built() throws IOException {
    write("jobs/target/tacet-jobs.jar", "");
    write("jobs/target/own.jar", "");
    write("repository/spark.jar", "");
    write("jobs/target/own.classpath", ownJar().toString());
    write("jobs/target/spark.classpath", sparkJar().toString());
    write("bundle/target/tacet-bundle.jar", "");
    write("jobs/target/classes.jsa.made-for", JAVA_LINE.formatted(JAVA) + " " + sparkJar());
    return this;
  }

  FakeInstallation javaOnPath(String version, int exitCode) throws IOException {
    java(programs, version, exitCode);
    return this;
  }

  FakeInstallation withoutJava() throws IOException {
    Files.delete(programs.resolve("java"));
    return this;
  }

  /** A Java in a home of its own; only JAVA_HOME leads there. */
  FakeInstallation javaHome(String version) throws IOException {
    Path home = Files.createDirectories(root.resolveSibling("a jdk"));
    java(Files.createDirectories(home.resolve("bin")), version, 0);
    return with("JAVA_HOME", home.toString());
  }

  FakeInstallation sparkHome(int exitCode) throws IOException {
    return sparkHome(exitCode, "jars/spark-core_2.13-4.1.0.jar");
  }

  /** A distribution with files by which its version is known. */
  FakeInstallation sparkHome(int exitCode, String... files) throws IOException {
    Path home = root.resolveSibling("a spark");
    for (String file : files) {
      Files.createDirectories(home.resolve(file).getParent());
      Files.writeString(home.resolve(file), "");
    }
    script(
        Files.createDirectories(home.resolve("bin")).resolve("spark-submit"),
        PRINT_ARGUMENTS + "exit " + exitCode);
    Files.createDirectories(home.resolve("conf"));
    return with("SPARK_HOME", home.toString());
  }

  Path sparkHome() {
    return root.resolveSibling("a spark");
  }

  /** A Maven that runs {@code body} where it was started, after noting that it was. */
  FakeInstallation maven(String body) throws IOException {
    script(programs.resolve("mvn"), "echo \"$PWD: $*\" >>'" + mavenCalls() + "'\n" + body);
    return this;
  }

  /** Lines "folder: arguments" of the Mavens that ran. */
  List<String> mavenRuns() throws IOException {
    return Files.exists(mavenCalls()) ? Files.readAllLines(mavenCalls()) : List.of();
  }

  Path write(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  Run run(String... arguments) {
    return runFrom(root.getParent(), launcher(), arguments);
  }

  Run runFrom(Path folder, Path launcher, String... arguments) {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    return Run.of(folder, environment, command);
  }

  /** Links to the tools, kept from run to run. */
  private static Path tools(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String tool : TOOLS) {
      for (Path place : List.of(Path.of("/bin", tool), Path.of("/usr/bin", tool))) {
        if (Files.exists(place) && !Files.exists(folder.resolve(tool))) {
          Files.createSymbolicLink(folder.resolve(tool), place);
        }
      }
    }
    return folder;
  }

  private Path mavenCalls() {
    return root.resolveSibling("maven-calls.txt");
  }

  private static void java(Path folder, String version, int exitCode) throws IOException {
    script(
        folder.resolve("java"),
        """
        if [[ $1 == -version ]]; then
          echo '%s' >&2
          exit 0
        fi
        echo "SPARK_LOCAL_IP=${SPARK_LOCAL_IP-unset}"
        %sexit %d
        """
            .formatted(JAVA_LINE.formatted(version), PRINT_ARGUMENTS, exitCode));
  }

  private static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/usr/bin/env bash\n" + body + "\n");
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + file + " executable");
    }
  }

  private void copy(Path source, String path) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.copy(source.resolve(path), root.resolve(path));
  }
}
