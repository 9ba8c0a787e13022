/** Character back ends. */
package org.javisor.backend.chardev;
