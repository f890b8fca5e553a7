/**
 * A chaos run: jobs, faults and checks around a {@link dev.jangada.chaos.fault.ChaosTarget}, each on a thread of its own,
 * and the time line of what happened.
 */
@NullMarked
package dev.jangada.chaos.run;

import org.jspecify.annotations.NullMarked;
