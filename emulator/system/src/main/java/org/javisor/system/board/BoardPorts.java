package org.javisor.system.board;

import java.util.function.Consumer;
import org.javisor.device.memory.VirtioBalloon;
import org.javisor.device.pci.PciBridge;
import org.javisor.device.power.PowerControl;
import org.javisor.device.serial.SerialOutput;

/**
 * What a board needs of its surroundings.
 *
 * @param serial takes what the guest sends on its serial port
 * @param serialRoom run when the serial port takes input again; any thread
 * @param power told when the guest turns off or resets
 * @param balloon told how much memory the guest has when that changes
 * @param ejected told when the guest has turned off what is behind a port; a vCPU's thread, with
 *     the machine lock held
 * @param disk told of errors of disks, with the machine lock held
 * @param log takes lines about guest mistakes
 * @param failure told of a bug of ours that has stopped a CPU
 */
public record BoardPorts(
    SerialOutput serial,
    Runnable serialRoom,
    PowerControl power,
    VirtioBalloon.Listener balloon,
    Consumer<PciBridge> ejected,
    Consumer<DiskFailure> disk,
    Consumer<String> log,
    Consumer<String> failure) {}
