package dev.jangada.api;

/**
 * The values of one key, as a cursor over a merge: they can be iterated <b>once</b>, and there may be more of them than
 * memory holds. A value that is a view is valid until the next one is taken.
 *
 * @param <V> the value
 */
public interface Values<V> extends Iterable<V> {}
