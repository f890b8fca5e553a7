/** What users write and submit: job definitions, types, emitters and ids. Depends on nothing. */
@NullMarked
package dev.jangada.api;

import org.jspecify.annotations.NullMarked;
