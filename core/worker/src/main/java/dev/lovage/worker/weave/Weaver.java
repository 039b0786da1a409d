package dev.lovage.worker.weave;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Writes a check before each backward jump of a class, and at the entry of those of its methods that may be called in a circle
 * without one. A check is one call without arguments or result, so that neither the operand stack, nor the local variables, nor the
 * frames of the verifier change. Calls of {@code exit} become those of {@link Exits}, which take and give the same. Thread-safe.
 */
public final class Weaver {

    private static final int API = Opcodes.ASM9;

    private Weaver() {}

    /**
     * The class with checks in it; the same bytes when there is nowhere to put one.
     *
     * @throws RuntimeException of many kinds when it is no class file that this version can read
     */
    public static byte[] weave(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        CallScan calls = CallScan.of(reader);
        ClassWriter writer = new ClassWriter(reader, 0);
        WovenClass woven = new WovenClass(writer, calls);
        reader.accept(woven, 0);
        return woven.changed ? writer.toByteArray() : classFile;
    }

    private static final class WovenClass extends ClassVisitor {

        private final CallScan calls;
        private boolean changed;

        WovenClass(ClassVisitor next, CallScan calls) {
            super(API, next);
            this.calls = calls;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            // An exception in a static initializer would spoil the class for the process's whole life.
            return name.equals("<clinit>")
                    ? next
                    : new WovenMethod(next, calls.needsEntryCheck(name, descriptor), () -> changed = true);
        }
    }
}
