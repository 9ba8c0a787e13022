/** What the daemon offers its clients. */
package org.javisor.supervisor.api;
