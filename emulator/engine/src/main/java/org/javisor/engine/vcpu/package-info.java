/** The vCPU loop, its off-heap state and its life cycle. */
package org.javisor.engine.vcpu;
