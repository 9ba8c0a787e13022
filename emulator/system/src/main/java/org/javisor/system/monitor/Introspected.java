package org.javisor.system.monitor;

import org.javisor.system.qom.Globals;
import org.javisor.system.qom.HostObjects;
import org.javisor.system.qom.ObjectTree;
import org.javisor.system.qom.PluggedDevices;

/**
 * What clients can find out about.
 *
 * @param machine the machine as it was asked for
 * @param globals what devices have unless they are given something else
 */
public record Introspected(
    HostObjects objects,
    PluggedDevices devices,
    ObjectTree.MachineFacts machine,
    Globals globals) {}
