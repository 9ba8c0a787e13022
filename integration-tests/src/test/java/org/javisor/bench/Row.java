package org.javisor.bench;

/**
 * A row of the table.
 *
 * @param group the heading it stands under
 * @param unit of its figures; less is better in all of them
 */
record Row(String group, String name, String unit) {}
