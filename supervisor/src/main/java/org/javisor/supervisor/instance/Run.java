package org.javisor.supervisor.instance;

import java.util.concurrent.CompletableFuture;
import org.javisor.supervisor.api.ExitReport;
import org.javisor.supervisor.console.ConsoleHub;
import org.javisor.supervisor.monitor.MonitorSession;
import org.javisor.supervisor.process.EmulatorProcess;

/**
 * One run of a machine.
 *
 * @param process its emulator
 * @param monitor the monitor connection
 * @param console the serial console
 * @param ended completed when the emulator has ended and all is tidied up
 */
record Run(
    EmulatorProcess process,
    MonitorSession monitor,
    ConsoleHub console,
    CompletableFuture<ExitReport> ended) {}
