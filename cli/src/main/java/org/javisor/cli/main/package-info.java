/** The command line's entry point. */
package org.javisor.cli.main;
