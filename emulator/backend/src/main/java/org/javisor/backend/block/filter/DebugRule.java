package org.javisor.backend.block.filter;

import java.util.OptionalLong;
import java.util.Set;

/**
 * What happens when something is done with a disk.
 *
 * <p>Spec: none, QEMU's blkdebug.
 *
 * @param event what that is
 * @param state the state in which the rule counts; in all of them if 0
 */
public record DebugRule(Event event, int state, Action action) {
  /** What is done with a disk, and when. */
  public enum Event {
    /** Nothing has to be done: it happened when the node was made. */
    NONE,
    READ_AIO,
    WRITE_AIO,
    PWRITEV,
    PWRITEV_ZERO,
    PWRITEV_DONE,
    FLUSH_TO_OS,
    FLUSH_TO_DISK
  }

  /** A kind of request. */
  public enum Request {
    READ,
    WRITE,
    WRITE_ZEROES,
    DISCARD,
    FLUSH,
    BLOCK_STATUS
  }

  /** What a rule does. */
  public sealed interface Action {
    /**
     * From now on requests fail.
     *
     * @param errno the host's number of the error; 0 for none
     * @param requests of which kinds
     * @param offset a byte that they touch; wherever they are if absent
     * @param once whether that is over, and the rule gone, after the first
     */
    record Fail(int errno, Set<Request> requests, OptionalLong offset, boolean once)
        implements Action {}

    /** From now on another state. */
    record Enter(int state) implements Action {}

    /** What has caused the event takes so long, in nanoseconds. */
    record Delay(long nanos) implements Action {}
  }
}
