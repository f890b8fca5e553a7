/** The report of a chaos run, as Markdown and as one HTML page without anything to load. */
@NullMarked
package dev.jangada.chaos.report;

import org.jspecify.annotations.NullMarked;
