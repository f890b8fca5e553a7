package dev.jangada.chaos.hook;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A program whose methods are hook points: it does for each line of its input what the line says. */
final class Hooked {
    private Hooked() {}

    public static void main(String[] args) throws IOException {
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            try {
                System.out.println(line.equals("step") ? step() : "unknown");
            } catch (IOException e) {
                System.out.println("failed: " + e.getMessage());
            }
        }
    }

    private static String step() throws IOException {
        return "stepped";
    }
}
