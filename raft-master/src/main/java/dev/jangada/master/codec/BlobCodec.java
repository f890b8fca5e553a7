package dev.jangada.master.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.jangada.coordinator.Blob;

/** Converts opaque bytes. */
public final class BlobCodec {
    private BlobCodec() {}

    public static ByteString encode(Blob blob) {
        // toByteArray copies already, so nobody else can change these bytes.
        return UnsafeByteOperations.unsafeWrap(blob.toByteArray());
    }

    public static Blob decode(ByteString bytes) {
        return Blob.copyOf(bytes.toByteArray());
    }
}
