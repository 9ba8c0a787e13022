/**
 * Makes {@code org.javisor.qmp.api} out of the schema. Run from source by the build, with the
 * folder of the schema and the folder for the Java files.
 *
 * <p>May use: the JDK. Must not use: the module that it generates for.
 *
 * <p>Threading: one thread.
 *
 * <p>To add a kind of definition: a record in {@link Definition}, a case in {@link Builder}, in
 * {@link TypeWriter} and in {@link IntrospectionWriter}.
 */
package org.javisor.qmp.codegen;
