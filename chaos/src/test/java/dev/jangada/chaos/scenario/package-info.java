/** One test for each fault that needs the real processes, a class for each row of the list of scenarios. */
@NullMarked
package dev.jangada.chaos.scenario;

import org.jspecify.annotations.NullMarked;
