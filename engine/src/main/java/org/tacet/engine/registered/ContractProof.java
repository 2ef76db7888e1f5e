package org.tacet.engine.registered;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.tacet.engine.digest.Sha256;

/**
 * That the class of an aggregate is the one which passed its contract test: {@code <SHA-256>
 * <test>} in a resource of the class's name in {@value #FOLDER}. The hash is over the class file
 * and those of the classes declared in it, so that a change of the code makes the aggregate
 * unproven until the test has seen it. The test writes the resource when it passes ({@link
 * #register}).
 */
public final class ContractProof {

  private static final String FOLDER = "META-INF/tacet/contract-tests/";

  private ContractProof() {}

  /** The contract test that the aggregate's class, as it is loaded, has passed. */
  public static Optional<String> testOf(UserAggregate aggregate) {
    Class<?> type = aggregate.getClass();
    try (InputStream in = type.getResourceAsStream("/" + FOLDER + type.getName())) {
      if (in == null) {
        return Optional.empty();
      }
      String[] proof = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip().split(" ", 2);
      return proof.length == 2 && proof[0].equals(classHash(aggregate))
          ? Optional.of(proof[1])
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes down that the aggregate's class has passed its contract test, or takes back that it had:
   * beside the class file, so that both go into one jar.
   *
   * @throws IllegalStateException when the class lies in no folder, as it does while it is built
   */
  public static void register(UserAggregate aggregate, Class<?> test, boolean passed) {
    Path file = classes(aggregate.getClass()).resolve(FOLDER + aggregate.getClass().getName());
    try {
      Files.createDirectories(file.getParent());
      if (passed) {
        Files.writeString(file, classHash(aggregate) + " " + test.getName() + "\n");
      } else {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path classes(Class<?> type) {
    try {
      Path classes = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (!Files.isDirectory(classes)) {
        throw new IllegalStateException(
            "%s lies in %s: a contract test runs where its classes are built"
                .formatted(type.getName(), classes));
      }
      return classes;
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the place of a class is a URI", e);
    }
  }

  /** SHA-256, hex, of the class file and of those of the classes declared in it, in their order. */
  public static String classHash(UserAggregate aggregate) {
    ByteArrayOutputStream files = new ByteArrayOutputStream();
    append(files, aggregate.getClass());
    return Sha256.hex(files.toByteArray());
  }

  private static void append(ByteArrayOutputStream files, Class<?> type) {
    String file = "/" + type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getResourceAsStream(file)) {
      if (in == null) {
        return; // a class without a file, as a shell makes it, is like no other: unproven
      }
      files.writeBytes(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Arrays.stream(type.getDeclaredClasses())
        .sorted(Comparator.comparing(Class::getName))
        .forEach(declared -> append(files, declared));
  }
}
