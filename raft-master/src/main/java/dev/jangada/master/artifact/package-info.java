/**
 * The artifacts (job jars) that a master keeps: content-addressed files beside the log, never opened, never unzipped.
 *
 * <p>Invariants: a file under its digest's name has these bytes, whole and durable; what a live job needs is not
 * collected. What does not belong here: moving artifacts between processes, which is the grpc package's affair.
 */
@NullMarked
package dev.jangada.master.artifact;

import org.jspecify.annotations.NullMarked;
