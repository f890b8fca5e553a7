package dev.jangada.houserules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** Holds for a class that names an interface in its own declaration; what it inherits does not count. */
final class DeclareInterface extends ArchCondition<JavaClass> {
    private final Class<?> wanted;

    DeclareInterface(Class<?> wanted) {
        super("declare " + wanted.getName());
        this.wanted = wanted;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        boolean declares = type.getRawInterfaces().stream().anyMatch(each -> each.isEquivalentTo(wanted));
        String message = "%s %s %s in %s"
                .formatted(
                        type.getDescription(),
                        declares ? "declares" : "does not declare",
                        wanted.getName(),
                        type.getSourceCodeLocation());
        events.add(new SimpleConditionEvent(type, declares, message));
    }
}
