package dev.lovage.worker.weave;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Measures what checks cost: each of {@link Loops} as it is, woven, and, to compare, woven with checks that read an opaque flag. Prints
 * a table in Markdown. Run by hand, with the flags of a child: {@code -XX:+UseSerialGC -XX:+UseCountedLoopSafepoints
 * -XX:LoopStripMiningIter=1000}.
 */
public final class WeaveBench {

    private static final List<String> LOOPS =
            List.of("sumOfInts", "matrixMultiply", "stringBuilding", "nestedLoops", "sieve", "whileLoop", "recursion");
    private static final int ROUNDS = 60;
    private static volatile long sink;

    private WeaveBench() {}

    /** The other design: a flag that is read each time. */
    public static final class OpaqueChecks {

        private static final VarHandle FLAG;
        private static boolean flag;

        static {
            try {
                FLAG = MethodHandles.lookup().findStaticVarHandle(OpaqueChecks.class, "flag", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        private OpaqueChecks() {}

        public static void check() {
            if ((boolean) FLAG.getOpaque()) {
                throw new IllegalStateException();
            }
        }
    }

    public static void main(String[] args) throws Throwable {
        byte[] plain = bytes();
        Class<?> asItIs = load(plain, UnaryOperator.identity());
        Class<?> woven = load(plain, Weaver::weave);
        Class<?> opaque = load(plain, classFile -> renamed(Weaver.weave(classFile)));
        System.out.println("| loop | as it is, ms | woven, ms | difference | with a flag read each turn |");
        System.out.println("| --- | --- | --- | --- | --- |");
        for (String loop : LOOPS) {
            double[][] times = measure(handle(asItIs, loop), handle(woven, loop), handle(opaque, loop));
            double base = median(times[0]);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.3f | %.3f | %+.1f %% | %+.1f %% |%n",
                    loop,
                    base,
                    median(times[1]),
                    (median(times[1]) / base - 1) * 100,
                    (median(times[2]) / base - 1) * 100);
        }
    }

    /** Turn and turn about, so that a slower machine for a while is slower for all. */
    private static double[][] measure(MethodHandle... handles) throws Throwable {
        double[][] times = new double[handles.length][ROUNDS];
        for (int warm = 0; warm < 200; warm++) {
            for (MethodHandle handle : handles) {
                sink += (long) handle.invokeExact();
            }
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < handles.length; i++) {
                long start = System.nanoTime();
                for (int repeat = 0; repeat < 5; repeat++) {
                    sink += (long) handles[i].invokeExact();
                }
                times[i][round] = (System.nanoTime() - start) / 5e6;
            }
        }
        return times;
    }

    private static double median(double[] times) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static MethodHandle handle(Class<?> type, String loop) throws ReflectiveOperationException {
        return MethodHandles.publicLookup().findStatic(type, loop, MethodType.methodType(long.class));
    }

    private static byte[] bytes() throws IOException {
        try (InputStream in = Loops.class.getResourceAsStream("Loops.class")) {
            return in.readAllBytes();
        }
    }

    private static byte[] renamed(byte[] classFile) {
        ClassWriter writer = new ClassWriter(0);
        ClassVisitor renaming = new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(
                    int access, String name, String descriptor, String signature, String[] exceptions) {
                MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
                return new MethodVisitor(Opcodes.ASM9, next) {
                    @Override
                    public void visitMethodInsn(
                            int opcode, String owner, String called, String type, boolean isInterface) {
                        String other = owner.endsWith("/Checks")
                                ? OpaqueChecks.class.getName().replace('.', '/')
                                : owner;
                        super.visitMethodInsn(opcode, other, called, type, isInterface);
                    }
                };
            }
        };
        new ClassReader(classFile).accept(renaming, 0);
        return writer.toByteArray();
    }

    private static Class<?> load(byte[] classFile, UnaryOperator<byte[]> change) {
        byte[] changed = change.apply(classFile);
        return new ClassLoader(WeaveBench.class.getClassLoader()) {
            Class<?> define() {
                return defineClass(Loops.class.getName(), changed, 0, changed.length);
            }
        }.define();
    }
}
