package dev.lovage.worker.step;

import dev.lovage.messaging.LovageException;
import java.util.Set;
import java.util.function.Supplier;

/** Calls a step of a blueprint, with its classes where libraries look for them, and names it in what goes wrong. */
record StepCall(String blueprint, Bootstep step) {

    boolean enabled(StepContext context) {
        return ask("enabled()", () -> step.enabled(context));
    }

    Set<Class<?>> requires() {
        return ask("requires()", () -> Set.copyOf(step.requires()));
    }

    Set<Class<?>> offers() {
        return ask("offers()", () -> Set.copyOf(step.offers()));
    }

    /** Languages other than Java let a step throw anything from anywhere. */
    private <T> T ask(String method, Supplier<T> question) {
        try {
            return inItsPlace(question);
        } catch (Throwable e) {
            throw named(e, "failed in " + method);
        }
    }

    void run(Runnable action) {
        inItsPlace(() -> {
            action.run();
            return true;
        });
    }

    private <T> T inItsPlace(Supplier<T> action) {
        Thread thread = Thread.currentThread();
        ClassLoader outer = thread.getContextClassLoader();
        thread.setContextClassLoader(step.getClass().getClassLoader());
        try {
            return action.get();
        } finally {
            thread.setContextClassLoader(outer);
        }
    }

    /** What is thrown because of a failure. One from a blueprint inside names the step already. */
    StepException named(Throwable e, String what) {
        return e instanceof StepException inside
                ? inside
                : new StepException(
                        step.name(), "The step " + step.name() + " of " + blueprint + " " + what + ": " + said(e), e);
    }

    static String said(Throwable e) {
        return e instanceof LovageException && e.getMessage() != null ? e.getMessage() : e.toString();
    }
}
