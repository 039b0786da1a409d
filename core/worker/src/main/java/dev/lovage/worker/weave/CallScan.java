package dev.lovage.worker.weave;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Finds the methods of a class that can be part of a circle that is no loop of theirs: a recursion, or a loop of the JDK's. Those
 * are the ones that call something of the user's, perhaps behind an interface of the JDK's, and those that the class hands out as
 * lambdas and method references.
 */
final class CallScan extends ClassVisitor {

    private final String owner;
    private final Set<String> circling = new HashSet<>();
    private final Set<String> closing = new HashSet<>();

    private CallScan(String owner) {
        super(Opcodes.ASM9);
        this.owner = owner;
    }

    static CallScan of(ClassReader reader) {
        CallScan scan = new CallScan(reader.getClassName());
        reader.accept(scan, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return scan;
    }

    /** Methods named {@code close}, and lambdas that are such, get none: one that is interrupted at its entry would not close. */
    boolean needsEntryCheck(String name, String descriptor) {
        String method = name + descriptor;
        return !name.equals("close") && !closing.contains(method) && circling.contains(method);
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        String method = name + descriptor;
        return new MethodVisitor(Opcodes.ASM9) {
            @Override
            public void visitMethodInsn(int opcode, String owner, String called, String type, boolean isInterface) {
                if (!owner.startsWith("java/") || opcode == Opcodes.INVOKEINTERFACE) {
                    circling.add(method);
                }
            }

            @Override
            public void visitInvokeDynamicInsn(String called, String type, Handle bootstrap, Object... arguments) {
                circling.add(method);
                for (Object argument : arguments) {
                    if (argument instanceof Handle body && body.getOwner().equals(CallScan.this.owner)) {
                        handedOut(body.getName() + body.getDesc(), called);
                    }
                }
            }
        };
    }

    private void handedOut(String method, String as) {
        circling.add(method);
        if (as.equals("close")) {
            closing.add(method);
        }
    }
}
