package dev.lovage.cli;

/** The program {@code lovage}. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.out.println("lovage " + String.join(" ", args));
    }
}

