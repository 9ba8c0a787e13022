package org.javisor.backend.chardev;

/** Discards output, has no input; somebody is always there. */
final class SinkChardev extends BackendChardev {
  private final String filename;

  SinkChardev(Base base, String filename) {
    super(base);
    this.filename = filename;
    slot().opened();
  }

  @Override
  boolean send(byte[] data, int offset, int length) {
    return true;
  }

  @Override
  public String filename() {
    return filename;
  }

  @Override
  void end() {
    slot().end();
    slot().release();
  }
}
