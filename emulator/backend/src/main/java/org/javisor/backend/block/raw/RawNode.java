package org.javisor.backend.block.raw;

import java.io.IOException;
import java.util.OptionalLong;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.Extent;

/**
 * A part of another node, or all of it.
 *
 * <p>Spec: none, a raw image has no format.
 */
public final class RawNode implements BlockNode {
  private final BlockNode file;
  private final long start;
  private final OptionalLong fixedSize;
  private final boolean readOnly;

  /**
   * @param start where the part begins
   * @param size its bytes; up to the end of {@code file}, also when that grows, if absent
   * @throws IOException when {@code file} is smaller than that
   */
  public RawNode(BlockNode file, long start, OptionalLong size, boolean readOnly)
      throws IOException {
    this.file = file;
    this.start = start;
    this.fixedSize = size;
    this.readOnly = readOnly || file.readOnly();
    long whole = file.sizeBytes();
    if (start < 0 || start > whole) {
      throw new IOException(
          "The size of '" + file + "' (" + whole + ") is smaller than the offset (" + start + ")");
    }
    if (size.isPresent() && (size.getAsLong() < 0 || size.getAsLong() > whole - start)) {
      throw new IOException(
          "The sum of offset ("
              + start
              + ") and size ("
              + size.getAsLong()
              + ") has to be smaller or equal to the actual size of the containing file ("
              + whole
              + ")");
    }
  }

  @Override
  public long sizeBytes() {
    return fixedSize.isPresent() ? fixedSize.getAsLong() : file.sizeBytes() - start;
  }

  @Override
  public boolean readOnly() {
    return readOnly;
  }

  @Override
  public void read(long offset, long address, long length) throws IOException {
    file.read(start + offset, address, length);
  }

  @Override
  public void write(long offset, long address, long length) throws IOException {
    requireWritable(offset, length);
    file.write(start + offset, address, length);
  }

  @Override
  public void writeZeroes(long offset, long length) throws IOException {
    requireWritable(offset, length);
    file.writeZeroes(start + offset, length);
  }

  @Override
  public void discard(long offset, long length) throws IOException {
    requireWritable(offset, length);
    file.discard(start + offset, length);
  }

  private void requireWritable(long offset, long length) throws IOException {
    if (readOnly) {
      throw new IOException("image '" + file + "' is read-only");
    }
    if (fixedSize.isPresent() && offset + length > fixedSize.getAsLong()) {
      throw new IOException("image '" + file + "': the part cannot grow");
    }
  }

  @Override
  public Extent extent(long offset, long length) throws IOException {
    return file.extent(start + offset, length);
  }

  @Override
  public void truncate(long sizeBytes) throws IOException {
    if (fixedSize.isPresent()) {
      throw new IOException("image '" + file + "': the part's size is fixed");
    }
    requireWritable(0, 0);
    file.truncate(start + sizeBytes);
  }

  @Override
  public void flush() throws IOException {
    file.flush();
  }

  /** Leaves the node below alone: it is closed by whoever opened it. */
  @Override
  public void close() {}

  /** How messages call it. */
  @Override
  public String toString() {
    return file.toString();
  }
}
