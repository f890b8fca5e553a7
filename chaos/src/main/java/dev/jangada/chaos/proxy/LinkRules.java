package dev.jangada.chaos.proxy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The rules of all links; those without one pass. Thread-safe. */
final class LinkRules {
    private final Map<Link, LinkRule> rules = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    LinkRule of(Link link) {
        return rules.getOrDefault(link, LinkRule.PASS);
    }

    void set(Map<Link, LinkRule> changes) {
        changes.forEach((link, rule) -> {
            if (rule.equals(LinkRule.PASS)) {
                rules.remove(link);
            } else {
                rules.put(link, rule);
            }
        });
        listeners.forEach(Runnable::run);
    }

    void clear() {
        rules.clear();
        listeners.forEach(Runnable::run);
    }

    /** The listener is called after each change, by whoever made it. */
    void listen(Runnable listener) {
        listeners.add(listener);
    }
}
