package org.javisor.engine.translate;

/** What debuggers and logs want of a machine's translations. */
public record Debugging(Breakpoints breakpoints, EngineTrace trace) {
  /** Nothing at first. */
  public Debugging() {
    this(new Breakpoints(), new EngineTrace());
  }
}
