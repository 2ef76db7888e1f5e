package org.tacet.accountant.ledger;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Documents as bytes for tests without JSON, in hexadecimal digits, so that they have one line. */
public final class SerializedText implements DocumentText {

  @Override
  public byte[] write(Map<String, Object> document) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(serializable(document));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return HexFormat.of().formatHex(bytes.toByteArray()).getBytes(StandardCharsets.US_ASCII);
  }

  private static Object serializable(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, element) -> copy.put(key, serializable(element)));
      return copy;
    } else if (value instanceof List<?> list) {
      return list.stream()
          .map(SerializedText::serializable)
          .collect(Collectors.toCollection(ArrayList::new));
    }
    return value;
  }

  @Override
  @SuppressWarnings("unchecked")
  public Map<String, Object> read(byte[] text) {
    String hex = new String(text, StandardCharsets.US_ASCII).strip();
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(HexFormat.of().parseHex(hex)))) {
      return (Map<String, Object>) in.readObject();
    } catch (IOException | ReflectiveOperationException | RuntimeException unreadable) {
      throw new IllegalArgumentException("it is no document", unreadable);
    }
  }
}
