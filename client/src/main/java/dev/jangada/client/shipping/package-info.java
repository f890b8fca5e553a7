/** Brings the classes of a job to the masters: jars made of class directories, addressed by their digest. Nothing of the framework is ever shipped. */
@NullMarked
package dev.jangada.client.shipping;

import org.jspecify.annotations.NullMarked;
