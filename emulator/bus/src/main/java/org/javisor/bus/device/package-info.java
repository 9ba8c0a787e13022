/** What every device promises. */
package org.javisor.bus.device;
