/**
 * For tests of jobs, Jangada's own and its users': a cluster of real processes as a JUnit 5 extension, to be broken by the
 * test or by a seeded schedule of faults.
 */
@NullMarked
package dev.jangada.chaos.junit;

import org.jspecify.annotations.NullMarked;
