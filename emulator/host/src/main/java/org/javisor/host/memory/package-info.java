/** Memory outside the Java heap: raw access by address, mappings. */
package org.javisor.host.memory;
