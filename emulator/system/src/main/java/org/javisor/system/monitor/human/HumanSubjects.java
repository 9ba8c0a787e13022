package org.javisor.system.monitor.human;

import org.javisor.system.lifecycle.Machine;
import org.javisor.system.qom.PluggedDevices;

/** What lines for people are about, besides what commands of the control monitor do. */
public record HumanSubjects(
    Machine machine,
    PluggedDevices devices,
    CharacterCommands characters,
    DebugCommands debug,
    DiskShell disks) {}
