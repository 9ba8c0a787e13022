/** Jobs that copy disks while they are used, and put copies into their place. */
package org.javisor.backend.block.job;
