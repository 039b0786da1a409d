package dev.lovage.worker.weave;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;

/**
 * What woven classes call in their loops. Until a soft limit is reached a check does nothing, and the compiler knows: it is a call
 * through a call site whose target it takes for a constant, so that compiled loops hold no instruction of it and are compiled as if
 * there were none. When the target changes, the virtual machine throws that compiled code away, in the middle of a loop too.
 *
 * <p>Thread-safe. One for the whole process: it is for processes that run one task at a time.
 */
public final class Checks {

    private static final MethodType SHAPE = MethodType.methodType(void.class);
    private static final MethodHandle NOTHING = MethodHandles.empty(SHAPE);
    private static final MutableCallSite SITE = new MutableCallSite(NOTHING);
    private static final MethodHandle CHECK = SITE.dynamicInvoker();

    private Checks() {}

    /**
     * Called by woven code, on any thread.
     *
     * @throws Throwable what the armed check throws
     */
    public static void check() throws Throwable {
        CHECK.invokeExact();
    }

    /** From now on each check calls this, on its thread, until {@link #disarm}. */
    public static void arm(Runnable reached) {
        target(MethodHandles.insertArguments(RUN, 0, reached));
    }

    /** Checks do nothing again. */
    public static void disarm() {
        target(NOTHING);
    }

    private static synchronized void target(MethodHandle handle) {
        SITE.setTarget(handle);
        MutableCallSite.syncAll(new MutableCallSite[] {SITE});
    }

    private static final MethodHandle RUN = run();

    private static MethodHandle run() {
        try {
            return MethodHandles.publicLookup().findVirtual(Runnable.class, "run", SHAPE);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Every Java has Runnable.run()", e);
        }
    }
}
