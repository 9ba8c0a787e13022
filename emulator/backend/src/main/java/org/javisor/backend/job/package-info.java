/** Long work that is watched, paused, limited and ended from outside; what QEMU calls jobs. */
package org.javisor.backend.job;
