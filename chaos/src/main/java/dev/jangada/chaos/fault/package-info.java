/**
 * What can be broken, when, and by whom: kinds of faults, a seeded schedule of them, and the cluster that suffers them,
 * which is processes here and containers elsewhere. Nothing here starts or kills anything.
 */
@NullMarked
package dev.jangada.chaos.fault;

import org.jspecify.annotations.NullMarked;
