package org.javisor.supervisor.process;

import java.nio.file.Path;
import org.javisor.supervisor.domain.VmDefinition;

/**
 * What is needed to start an emulator.
 *
 * @param definition the machine
 * @param monitorSocket where its monitor's socket is while it starts
 * @param consoleSocket where its console's socket is while it starts
 */
public record LaunchPlan(VmDefinition definition, Path monitorSocket, Path consoleSocket) {}
