/**
 * The Java client: describe a {@link dev.jangada.client.Job}, hand it to a {@link dev.jangada.client.Jangada} and follow
 * it by its {@link dev.jangada.client.JobHandle}.
 *
 * <p>What users see is here and immutable: records, and exceptions that say whether a retry can help. The packages below
 * ({@code rpc}, {@code shipping}, {@code embedded}, {@code cluster}, {@code config}, {@code logging}, {@code cli}) are
 * how it works, not for use by others. Generated messages do not appear in this package's public signatures.
 */
@NullMarked
package dev.jangada.client;

import org.jspecify.annotations.NullMarked;
