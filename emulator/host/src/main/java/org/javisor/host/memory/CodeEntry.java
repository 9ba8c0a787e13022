package org.javisor.host.memory;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;

/** How Java enters machine code that we generated. */
public final class CodeEntry {
  private CodeEntry() {}

  /**
   * A handle of type {@code (long address, long...) -> long} that calls code at an address by the
   * host's C calling convention. Linking takes milliseconds: keep it in a {@code static final}.
   *
   * @param parameters how many longs the code takes, 0 to 6
   */
  @SuppressWarnings("restricted") // native calls are this module's purpose
  public static MethodHandle link(int parameters) {
    if (parameters < 0 || parameters > 6) {
      throw new IllegalArgumentException(parameters + " parameters");
    }
    ValueLayout[] layouts = new ValueLayout[parameters];
    Arrays.fill(layouts, JAVA_LONG);
    MethodHandle bySegment =
        Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(JAVA_LONG, layouts));
    return MethodHandles.filterArguments(bySegment, 0, Segment.OF_ADDRESS);
  }

  private static final class Segment {
    static final MethodHandle OF_ADDRESS = find();

    private static MethodHandle find() {
      try {
        return MethodHandles.lookup()
            .findStatic(
                MemorySegment.class,
                "ofAddress",
                MethodType.methodType(MemorySegment.class, long.class));
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("MemorySegment.ofAddress", e);
      }
    }
  }
}
