package org.javisor.backend.block;

import java.io.IOException;

/**
 * Passes everything on to another node, which may change.
 *
 * <p>Spec: none, an adapter.
 */
public abstract class ForwardingNode implements BlockNode {
  /** Where everything goes now. */
  protected abstract BlockNode target();

  @Override
  public BlockNode inner() {
    return target().inner();
  }

  @Override
  public long sizeBytes() {
    return target().sizeBytes();
  }

  @Override
  public boolean readOnly() {
    return target().readOnly();
  }

  @Override
  public void read(long offset, long address, long length) throws IOException {
    target().read(offset, address, length);
  }

  @Override
  public void write(long offset, long address, long length) throws IOException {
    target().write(offset, address, length);
  }

  @Override
  public void writeZeroes(long offset, long length) throws IOException {
    target().writeZeroes(offset, length);
  }

  @Override
  public void discard(long offset, long length) throws IOException {
    target().discard(offset, length);
  }

  @Override
  public void flush() throws IOException {
    target().flush();
  }

  @Override
  public Extent extent(long offset, long length) throws IOException {
    return target().extent(offset, length);
  }

  @Override
  public long copyUp(long offset, long length) throws IOException {
    return target().copyUp(offset, length);
  }

  @Override
  public void truncate(long sizeBytes) throws IOException {
    target().truncate(sizeBytes);
  }

  /** Whoever made the target closes it. */
  @Override
  public void close() throws IOException {}

  /** How messages call it. */
  @Override
  public String toString() {
    return target().toString();
  }
}
