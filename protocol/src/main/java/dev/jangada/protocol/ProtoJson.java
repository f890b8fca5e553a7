package dev.jangada.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes messages as JSON for people and scripts. Unlike protobuf's own JSON form it writes 64-bit numbers as numbers
 * (readers with doubles are exact up to 2^53), and every field without presence even at its default, so that a reader
 * finds the same keys each time. 32-bit numbers count as unsigned. Names are lower camel case; bytes are left out but for their length. Thread-safe.
 */
public final class ProtoJson {
    private static final JsonFactory JSON = new JsonFactory();

    private ProtoJson() {}

    /** The message as one JSON object, indented if {@code pretty}. */
    public static String print(Message message, boolean pretty) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            if (pretty) {
                json.useDefaultPrettyPrinter();
            }
            write(message, json);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("writing JSON to memory failed", e);
        }
        return text.toString();
    }

    /** Writes the message as one JSON object at the generator's position. */
    public static void write(Message message, JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (field.hasPresence() && !message.hasField(field)) {
                continue;
            }
            json.writeFieldName(field.getJsonName());
            Object value = message.getField(field);
            if (field.isMapField()) {
                writeMap((List<?>) value, json);
            } else if (field.isRepeated()) {
                json.writeStartArray();
                for (Object element : (List<?>) value) {
                    writeValue(element, json);
                }
                json.writeEndArray();
            } else {
                writeValue(value, json);
            }
        }
        json.writeEndObject();
    }

    private static void writeMap(List<?> entries, JsonGenerator json) throws IOException {
        Map<String, Object> sorted = new TreeMap<>();
        for (Object entry : entries) {
            Message pair = (Message) entry;
            List<FieldDescriptor> keyAndValue = pair.getDescriptorForType().getFields();
            sorted.put(String.valueOf(pair.getField(keyAndValue.get(0))), pair.getField(keyAndValue.get(1)));
        }
        json.writeStartObject();
        for (Map.Entry<String, Object> entry : sorted.entrySet()) {
            json.writeFieldName(entry.getKey());
            writeValue(entry.getValue(), json);
        }
        json.writeEndObject();
    }

    private static void writeValue(Object value, JsonGenerator json) throws IOException {
        if (value instanceof Message message) {
            write(message, json);
        } else if (value instanceof EnumValueDescriptor name) {
            json.writeString(name.getName());
        } else if (value instanceof ByteString bytes) {
            json.writeNumber(bytes.size());
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Integer number) {
            json.writeNumber(Integer.toUnsignedLong(number));
        } else if (value instanceof Double number) {
            json.writeNumber(number);
        } else if (value instanceof Float number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else {
            json.writeString(String.valueOf(value));
        }
    }
}
