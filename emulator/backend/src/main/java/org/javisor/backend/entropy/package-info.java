/** Randomness from the host. */
package org.javisor.backend.entropy;
