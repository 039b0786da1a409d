package dev.lovage.worker.channel;

/**
 * Tells the marks in a child's output from what is printed. What begins like a mark and is none was printed. Belongs to one thread.
 */
public final class MarkReader {

    /** Hears what is read. */
    public interface Sink {

        /** A byte that was printed. */
        void printed(byte next);

        /** From here on that task prints. */
        void marked(TaskLabel label);
    }

    private final Sink sink;
    private final StringBuilder mark = new StringBuilder();
    /** The child's; empty until its first mark was read. */
    private String word = "";

    private boolean inMark;

    public MarkReader(Sink sink) {
        this.sink = sink;
    }

    /** Reads on. */
    public void accept(byte next) {
        if (inMark) {
            markByte(next);
        } else if (next == OutputMark.START) {
            inMark = true;
        } else {
            sink.printed(next);
        }
    }

    /** No more will come. */
    public void end() {
        boolean ours = !word.isEmpty() && mark.length() > OutputMark.WORD;
        if (inMark && !ours) {
            giveBack();
        }
    }

    private void markByte(byte next) {
        if (next == OutputMark.END && mark.length() >= OutputMark.WORD) {
            inMark = false;
            word = mark.substring(0, OutputMark.WORD);
            TaskLabel label = OutputMark.read(mark.toString());
            mark.setLength(0);
            sink.marked(label);
        } else if (goesOn(next)) {
            mark.append((char) next);
        } else {
            giveBack();
            accept(next);
        }
    }

    private boolean goesOn(byte next) {
        int at = mark.length();
        if (at < OutputMark.WORD) {
            return word.isEmpty() ? Character.digit(next, 16) >= 0 : word.charAt(at) == next;
        }
        return !word.isEmpty() && at < OutputMark.MAX_LENGTH && (at > OutputMark.WORD || next == ' ') && isText(next);
    }

    private static boolean isText(byte next) {
        return next >= ' ' && next < 0x7F;
    }

    private void giveBack() {
        inMark = false;
        sink.printed(OutputMark.START);
        for (int i = 0; i < mark.length(); i++) {
            sink.printed((byte) mark.charAt(i));
        }
        mark.setLength(0);
    }
}
