package org.platter.cli;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A program of its own, for a process that is somebody else or sees less of the machine: runs the command
 * lines of its standard input, words being parted by tabs, and prints the status of each and all it said.
 */
public final class CommandLines {

    /** Stands for the end of a line in what a command said. */
    static final String LINE_END = "\u23ce";

    private CommandLines() {}

    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8);
            int status = Main.run(images -> {}, both, both, line.split("\t"));
            out.println(status + "\t"
                    + said.toString(StandardCharsets.UTF_8).strip().replace("\n", LINE_END));
        }
    }
}
