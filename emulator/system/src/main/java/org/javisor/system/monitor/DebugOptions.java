package org.javisor.system.monitor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.javisor.backend.block.filter.DebugRule;
import org.javisor.backend.block.filter.DebugRule.Action;
import org.javisor.backend.block.filter.DebugRule.Event;
import org.javisor.backend.block.filter.DebugRule.Request;
import org.javisor.qmp.api.BlkdebugDelayOptions;
import org.javisor.qmp.api.BlkdebugEvent;
import org.javisor.qmp.api.BlkdebugIOType;
import org.javisor.qmp.api.BlkdebugInjectErrorOptions;
import org.javisor.qmp.api.BlkdebugSetStateOptions;
import org.javisor.qmp.api.BlockdevOptions;

/** What clients say about things that go wrong, in the words of the node that does it. */
final class DebugOptions {
  private static final int INPUT_OUTPUT_ERROR = 5;
  private static final int LAST_ERROR = 4095;
  private static final int SECTOR = 512;
  private static final long LONGEST_DELAY = TimeUnit.SECONDS.toNanos(1);

  private DebugOptions() {}

  /**
   * @throws IOException with a message for the client
   */
  static List<DebugRule> rules(BlockdevOptions.Blkdebug options) throws IOException {
    List<DebugRule> rules = new ArrayList<>();
    for (BlkdebugInjectErrorOptions each : options.injectError().orElse(List.of())) {
      rules.add(rule(each.event(), each.state(), fail(each)));
    }
    for (BlkdebugSetStateOptions each : options.setState().orElse(List.of())) {
      int next = (int) within("new_state", each.newState(), 0, Integer.MAX_VALUE);
      rules.add(rule(each.event(), each.state(), new Action.Enter(next)));
    }
    for (BlkdebugDelayOptions each : options.delay().orElse(List.of())) {
      long nanos = within("nanoseconds", each.nanoseconds(), 0, LONGEST_DELAY);
      rules.add(rule(each.event(), each.state(), new Action.Delay(nanos)));
    }
    return List.copyOf(rules);
  }

  private static DebugRule rule(BlkdebugEvent event, Optional<Long> state, Action action)
      throws IOException {
    int number = (int) within("state", state.orElse(0L), 0, Integer.MAX_VALUE);
    return new DebugRule(event(event), number, action);
  }

  private static Action fail(BlkdebugInjectErrorOptions options) throws IOException {
    long errno = options.errno().orElse((long) INPUT_OUTPUT_ERROR);
    long sector = within("sector", options.sector().orElse(-1L), -1, Long.MAX_VALUE / SECTOR);
    Set<Request> requests =
        options
            .iotype()
            .map(kind -> Set.of(request(kind)))
            .orElse(EnumSet.complementOf(EnumSet.of(Request.BLOCK_STATUS)));
    return new Action.Fail(
        (int) within("errno", errno, 0, LAST_ERROR),
        requests,
        sector < 0 ? OptionalLong.empty() : OptionalLong.of(sector * SECTOR),
        options.once().orElse(false));
  }

  private static long within(String name, long value, long least, long most) throws IOException {
    if (value < least || value > most) {
      throw new IOException(
          "Parameter '" + name + "' expects a number from " + least + " to " + most);
    }
    return value;
  }

  private static Event event(BlkdebugEvent event) {
    return switch (event) {
      case READ_AIO -> Event.READ_AIO;
      case WRITE_AIO -> Event.WRITE_AIO;
      case FLUSH_TO_OS -> Event.FLUSH_TO_OS;
      case FLUSH_TO_DISK -> Event.FLUSH_TO_DISK;
      case PWRITEV -> Event.PWRITEV;
      case PWRITEV_ZERO -> Event.PWRITEV_ZERO;
      case PWRITEV_DONE -> Event.PWRITEV_DONE;
      case NONE -> Event.NONE;
    };
  }

  private static Request request(BlkdebugIOType kind) {
    return switch (kind) {
      case READ -> Request.READ;
      case WRITE -> Request.WRITE;
      case WRITE_ZEROES -> Request.WRITE_ZEROES;
      case DISCARD -> Request.DISCARD;
      case FLUSH -> Request.FLUSH;
      case BLOCK_STATUS -> Request.BLOCK_STATUS;
    };
  }
}
