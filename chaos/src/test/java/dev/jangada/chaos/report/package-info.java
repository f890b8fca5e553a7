@NullMarked
package dev.jangada.chaos.report;

import org.jspecify.annotations.NullMarked;
