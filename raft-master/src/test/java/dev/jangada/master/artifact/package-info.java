@NullMarked
package dev.jangada.master.artifact;

import org.jspecify.annotations.NullMarked;
