package org.javisor.backend.chardev;

/** Discards output, has no input. */
record NullChardev(String id) implements Chardev {
  @Override
  public void attach(CharFrontend frontend) {
    frontend.opened();
  }

  @Override
  public boolean write(byte[] data, int offset, int length) {
    return true;
  }

  @Override
  public void disconnect() {
    // There is no other end.
  }

  @Override
  public String filename() {
    return "null";
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
