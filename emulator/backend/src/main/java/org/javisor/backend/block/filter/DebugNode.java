package org.javisor.backend.block.filter;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.Extent;
import org.javisor.backend.block.filter.DebugRule.Event;
import org.javisor.backend.block.filter.DebugRule.Request;
import org.javisor.host.HostException;

/**
 * Lets requests fail, or take longer, by rules.
 *
 * <p>Spec: none, QEMU's blkdebug.
 */
public final class DebugNode extends FilterNode {
  private final DebugRules rules;

  public DebugNode(BlockNode below, List<DebugRule> rules, boolean readOnly) {
    super(below, readOnly);
    this.rules = new DebugRules(rules);
  }

  private void happens(Event event) {
    long nanos = rules.happens(event);
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private void check(Request request, long offset, long length) throws IOException {
    OptionalInt errno = rules.failure(request, offset, length);
    if (errno.isPresent()) {
      throw new HostException("injected", "", errno.getAsInt());
    }
  }

  @Override
  public void read(long offset, long address, long length) throws IOException {
    happens(Event.READ_AIO);
    check(Request.READ, offset, length);
    target().read(offset, address, length);
  }

  @Override
  public void write(long offset, long address, long length) throws IOException {
    happens(Event.WRITE_AIO);
    happens(Event.PWRITEV);
    check(Request.WRITE, offset, length);
    target().write(offset, address, length);
    happens(Event.PWRITEV_DONE);
  }

  @Override
  public void writeZeroes(long offset, long length) throws IOException {
    happens(Event.PWRITEV_ZERO);
    check(Request.WRITE_ZEROES, offset, length);
    target().writeZeroes(offset, length);
    happens(Event.PWRITEV_DONE);
  }

  @Override
  public void discard(long offset, long length) throws IOException {
    check(Request.DISCARD, offset, length);
    target().discard(offset, length);
  }

  @Override
  public void flush() throws IOException {
    happens(Event.FLUSH_TO_OS);
    happens(Event.FLUSH_TO_DISK);
    check(Request.FLUSH, 0, 0);
    target().flush();
  }

  @Override
  public Extent extent(long offset, long length) throws IOException {
    check(Request.BLOCK_STATUS, offset, length);
    return target().extent(offset, length);
  }
}
