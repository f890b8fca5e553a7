/** Settings of a server process: flag over environment over file over default, every problem reported at once, and where each value came from. */
@NullMarked
package dev.jangada.client.config;

import org.jspecify.annotations.NullMarked;
