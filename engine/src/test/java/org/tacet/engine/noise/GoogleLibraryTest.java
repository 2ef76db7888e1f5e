package org.tacet.engine.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.engine.spec.InvalidSpecException;

/** The library is asked for where the user brings it along, and its lack is said in time. */
class GoogleLibraryTest {

  @TempDir Path folder;

  @Test
  void aProcessWithoutItIsToldWhatToAdd() {
    assertThatThrownBy(() -> GoogleLibrary.require(ClassLoader.getPlatformClassLoader()))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessage(
            "privacy.noise_source: asks for Google's library, which this Spark does not have; given"
                + " google; legal: com.google.privacy:differentialprivacy:1.0.0 on the driver and"
                + " all executors; fix: start with --packages"
                + " com.google.privacy:differentialprivacy:1.0.0, or remove noise_source");
  }

  /** As Spark's loader of {@code --packages} lies below the one that Tacet may come from. */
  @Test
  void itIsFoundBelowTheClassPathOfTacet() throws IOException {
    try (URLClassLoader packages = new URLClassLoader(classPath(), platform())) {
      GoogleLibrary.require(packages);
    }
  }

  @Test
  void aVersionWithAnotherInterfaceIsRefused() throws IOException {
    Path source = folder.resolve("com/google/privacy/differentialprivacy/LaplaceNoise.java");
    Files.createDirectories(source.getParent());
    Files.writeString(
        source,
        "package com.google.privacy.differentialprivacy; public class LaplaceNoise { public long"
            + " addNoise(long x, int l0, long lInf, double epsilon, double delta) { return 0; } }");
    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString()))
        .isZero();
    try (URLClassLoader later =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, platform())) {
      assertThatThrownBy(() -> GoogleLibrary.require(later))
          .isInstanceOf(InvalidSpecException.class)
          .hasMessageContaining("--packages com.google.privacy:differentialprivacy:1.0.0");
    }
  }

  private static ClassLoader platform() {
    return ClassLoader.getPlatformClassLoader();
  }

  private static URL[] classPath() throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(new File(entry).toURI().toURL());
    }
    return urls.toArray(URL[]::new);
  }
}
