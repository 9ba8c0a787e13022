package org.javisor.system.board;

import java.io.IOException;
import org.javisor.backend.job.ErrorAction;
import org.javisor.system.qom.PluggedDevices.Plugged;

/**
 * The disk of a device could not do what the guest wanted.
 *
 * @param device the device as it was asked for
 * @param action what is done about it; the machine is to be stopped for {@link ErrorAction#STOP}
 */
public record DiskFailure(Plugged device, boolean reading, ErrorAction action, IOException why) {}
