/** The riscv64 front end. */
package org.javisor.isa.riscv64;
