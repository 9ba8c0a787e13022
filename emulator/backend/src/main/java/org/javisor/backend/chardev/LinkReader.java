package org.javisor.backend.chardev;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.javisor.host.fd.Fd;

/** Reads a link byte by byte, for protocols; passed descriptors are closed. */
final class LinkReader {
  private final Link link;
  private final byte[] buffer = new byte[4096];
  private int at;
  private int end;

  LinkReader(Link link) {
    this.link = link;
  }

  /** The next byte, -1 at the end. */
  int readByte() throws IOException {
    return fill() ? buffer[at++] & 0xFF : -1;
  }

  /** The next byte, which must be there. */
  int need() throws IOException {
    int value = readByte();
    if (value < 0) {
      throw new EOFException("the connection ended inside a message");
    }
    return value;
  }

  int read(byte[] target, int offset, int length) throws IOException {
    if (!fill()) {
      return -1;
    }
    int some = Math.min(length, end - at);
    System.arraycopy(buffer, at, target, offset, some);
    at += some;
    return some;
  }

  boolean hasMore() {
    return at < end || link.hasMore();
  }

  private boolean fill() throws IOException {
    if (at == end) {
      List<Fd> passed = new ArrayList<>();
      end = 0;
      at = 0;
      while (end == 0) {
        end = link.receive(buffer, passed);
      }
      for (Fd descriptor : passed) {
        descriptor.close();
      }
      end = Math.max(0, end);
    }
    return at < end;
  }
}
