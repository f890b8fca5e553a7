@NullMarked
package dev.jangada.master.ratis;

import org.jspecify.annotations.NullMarked;
