package org.javisor.backend.entropy;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HostEntropyTest {
  @Test
  void everyFillIsDifferentAndWhole() throws IOException {
    try (HostEntropy source = HostEntropy.open()) {
      byte[] first = new byte[64];
      byte[] second = new byte[64];
      source.fill(first);
      source.fill(second);
      assertFalse(Arrays.equals(first, second));
      assertFalse(Arrays.equals(new byte[32], Arrays.copyOfRange(first, 32, 64)));
    }
  }
}
