package dev.lovage.worker;

import java.util.Locale;
import java.util.Optional;

/** Makes up a call of a task for people to type. */
final class Example {

    private Example() {}

    /** {@code tasks.add 2 3} for {@code tasks.add(x: int, y: int) -> int}; empty when an argument can't be made up. */
    static Optional<String> call(String name, String signature) {
        int open = signature.indexOf('(');
        int close = signature.lastIndexOf(") ->") < 0 ? signature.lastIndexOf(')') : signature.lastIndexOf(") ->");
        if (open < 0 || close < open) {
            return Optional.empty();
        }
        String parameters = signature.substring(open + 1, close).strip();
        if (parameters.isEmpty()) {
            return Optional.of(name);
        }
        StringBuilder call = new StringBuilder(name);
        int number = 2;
        for (String parameter : parameters.split(",", -1)) {
            int colon = parameter.indexOf(':');
            String type = parameter.substring(colon + 1).strip().toLowerCase(Locale.ROOT);
            switch (type) {
                case "int",
                        "integer",
                        "long",
                        "short",
                        "byte",
                        "biginteger",
                        "bigdecimal",
                        "double",
                        "float",
                        "number" -> call.append(' ').append(number++);
                case "str", "string" -> call.append(" hello");
                case "bool", "boolean" -> call.append(" true");
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(call.toString());
    }
}
