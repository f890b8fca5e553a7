/**
 * The rules of the house as tests: which module may know which, what the coordinator's core may touch, and how sources
 * read. Each rule is shown to bite: the same rule, run over a fixture that breaks it, must report it.
 *
 * <p>No production code belongs here: the rules live among the tests of this module.
 */
@NullMarked
package dev.jangada.houserules;

import org.jspecify.annotations.NullMarked;
