@NullMarked
package dev.jangada.client.logging;

import org.jspecify.annotations.NullMarked;
