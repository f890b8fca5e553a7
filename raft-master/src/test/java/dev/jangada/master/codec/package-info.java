@NullMarked
package dev.jangada.master.codec;

import org.jspecify.annotations.NullMarked;
