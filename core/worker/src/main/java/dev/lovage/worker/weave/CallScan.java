package dev.lovage.worker.weave;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Finds the methods of a class that can be part of a recursion: those that call something other than the JDK. */
final class CallScan extends ClassVisitor {

    private final Set<String> calling = new HashSet<>();

    private CallScan() {
        super(Opcodes.ASM9);
    }

    static CallScan of(ClassReader reader) {
        CallScan scan = new CallScan();
        reader.accept(scan, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return scan;
    }

    /** Methods named {@code close} get none: one that is interrupted at its entry would not close. */
    boolean needsEntryCheck(String name, String descriptor) {
        return !name.equals("close") && calling.contains(name + descriptor);
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        String method = name + descriptor;
        return new MethodVisitor(Opcodes.ASM9) {
            @Override
            public void visitMethodInsn(int opcode, String owner, String called, String type, boolean isInterface) {
                if (!owner.startsWith("java/")) {
                    calling.add(method);
                }
            }

            @Override
            public void visitInvokeDynamicInsn(String called, String type, Handle bootstrap, Object... arguments) {
                calling.add(method);
            }
        };
    }
}
