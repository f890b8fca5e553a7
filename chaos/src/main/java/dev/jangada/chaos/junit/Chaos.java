package dev.jangada.chaos.junit;

import dev.jangada.chaos.fault.FaultKind;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Breaks the {@link JangadaCluster} of a test again and again while the test runs, in a way that the seed determines, and
 * mends it each time. On a class it stands for each of its tests.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Chaos {
    /** Determines which faults come when, and whom they hit. */
    long seed() default 1;

    /** What to choose from. */
    FaultKind[] faults() default {FaultKind.KILL, FaultKind.PAUSE, FaultKind.PARTITION, FaultKind.DELAY};
}
