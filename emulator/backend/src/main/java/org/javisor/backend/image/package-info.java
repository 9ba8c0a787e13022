/**
 * What one does with images as a whole: open, make, copy, compare, describe.
 *
 * <p>Works on the nodes of backend.block and knows no command line: what is wanted comes as
 * records, what is found goes back as records. Images are hostile: messages name them, and memory
 * has bounds. Threading: an image that is open belongs to one thread; copying uses several inside.
 * May use: host, backend.block, backend.fdset. To add an operation: one class, one record of what
 * is wanted.
 */
package org.javisor.backend.image;
