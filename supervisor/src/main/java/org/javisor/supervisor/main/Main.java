package org.javisor.supervisor.main;

import java.io.IOException;
import java.io.PrintStream;
import org.javisor.host.signal.SignalHandlers;
import org.javisor.host.signal.TerminationSignals;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.VmException;
import org.javisor.supervisor.process.EmulatorLauncher;
import org.javisor.supervisor.store.Layout;

/** {@code javisord}. */
public final class Main {
  private final PrintStream out;
  private final PrintStream err;

  private Main(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Runs the daemon and exits with 0, or with the failure's exit code. */
  public static void main(String[] arguments) {
    System.exit(new Main(System.out, System.err).run(arguments));
  }

  private int run(String[] arguments) {
    try {
      Options options = Options.parse(arguments);
      switch (options.action()) {
        case SHOW_HELP -> out.print(Options.HELP);
        case SHOW_VERSION -> out.println("javisord " + version());
        case SERVE -> serve(options);
      }
      return 0;
    } catch (IllegalArgumentException usage) {
      return fail(ErrorCode.INVALID, usage.getMessage());
    } catch (VmException failure) {
      return fail(failure.code(), failure.getMessage());
    } catch (IOException failure) {
      return fail(ErrorCode.FAILED, failure.toString());
    } catch (InterruptedException _) {
      return fail(ErrorCode.FAILED, "interrupted");
    }
  }

  private void serve(Options options) throws IOException, InterruptedException {
    Layout layout = Layout.locate(System.getenv()).ensure();
    DaemonLog.open(layout.daemonLog(), options.foreground());
    Daemon daemon = new Daemon(options, layout, EmulatorLauncher.installed());
    try (SignalHandlers _ = TerminationSignals.install(_ -> daemon.end())) {
      daemon.serve(() -> ready(options));
    }
  }

  /** Tells whoever started us; a client's pipes are let go, so that it can be gone any time. */
  private void ready(Options options) {
    out.println("ready");
    out.close();
    if (!options.foreground()) {
      err.close();
    }
  }

  private int fail(ErrorCode code, String sentence) {
    err.println(System.getProperty("javisor.argv0", "javisord") + ": " + sentence);
    return code.exitCode();
  }

  private static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
