/**
 * What has to hold whatever is broken: checks A to H over what clients see of a cluster. They know nothing of how a cluster
 * is run or broken.
 */
@NullMarked
package dev.jangada.chaos.check;

import org.jspecify.annotations.NullMarked;
