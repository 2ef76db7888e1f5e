package org.tacet.engine.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Looks for a secret in bytes: as it is, in hex of any case with or without a separator, in base64
 * of either alphabet at any offset, and as a list of numbers.
 */
public final class SecretSearch {

  private final byte[] secret;
  private final List<String> texts = new ArrayList<>();
  private final List<String> lowerCaseTexts = new ArrayList<>();

  public SecretSearch(byte[] secret) {
    this.secret = secret.clone();
    lowerCaseTexts.add(HexFormat.of().formatHex(secret));
    for (String separator : List.of(" ", ":", ", ")) {
      lowerCaseTexts.add(HexFormat.ofDelimiter(separator).formatHex(secret));
    }
    for (String separator : List.of(",", ", ", " ")) {
      String numbers = Arrays.toString(secret);
      texts.add(numbers.substring(1, numbers.length() - 1).replace(", ", separator));
    }
    for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
      for (int offset = 0; offset < 3; offset++) {
        texts.add(base64(encoder, offset));
      }
    }
  }

  /** The characters that depend on the secret alone when {@code offset} bytes stand before it. */
  private String base64(Base64.Encoder encoder, int offset) {
    byte[] shifted = new byte[offset + secret.length];
    System.arraycopy(secret, 0, shifted, offset, secret.length);
    String encoded = encoder.encodeToString(shifted);
    return encoded.substring((offset * 8 + 5) / 6, shifted.length * 8 / 6);
  }

  /** Whether {@code content} holds the secret in one of the forms. */
  public boolean isIn(byte[] content) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    String lowerCase = text.toLowerCase(Locale.ROOT);
    return text.contains(new String(secret, StandardCharsets.ISO_8859_1))
        || texts.stream().anyMatch(text::contains)
        || lowerCaseTexts.stream().anyMatch(lowerCase::contains);
  }

  /** The files at or below {@code path}, with content, that hold the secret. */
  public List<Path> filesWith(Path path) {
    return files(path).stream().filter(file -> isIn(bytes(file))).toList();
  }

  /** The files at or below {@code path} that are not empty. */
  public static List<Path> files(Path path) {
    try (Stream<Path> all = Files.walk(path)) {
      return all.filter(Files::isRegularFile).filter(file -> file.toFile().length() > 0).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
