package dev.lovage;

import java.util.function.UnaryOperator;

/** What all typed handles have in common. */
record TaskCore(Lovage app, TaskDefinition definition, CallOptions options) {

    TaskCore with(UnaryOperator<CallOptions> change) {
        return new TaskCore(app, definition, change.apply(options));
    }
}
