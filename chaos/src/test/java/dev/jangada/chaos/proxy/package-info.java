@NullMarked
package dev.jangada.chaos.proxy;

import org.jspecify.annotations.NullMarked;
