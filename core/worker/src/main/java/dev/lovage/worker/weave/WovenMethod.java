package dev.lovage.worker.weave;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Puts the checks into one method, and has its exits remembered. */
final class WovenMethod extends MethodVisitor {

    private static final String CHECKS = Checks.class.getName().replace('.', '/');

    private static final String EXITS = Exits.class.getName().replace('.', '/');

    private final boolean entry;
    private final Runnable changed;
    private final Set<Label> passed = Collections.newSetFromMap(new IdentityHashMap<>());

    WovenMethod(MethodVisitor next, boolean entry, Runnable changed) {
        super(Opcodes.ASM9, next);
        this.entry = entry;
        this.changed = changed;
    }

    @Override
    public void visitCode() {
        super.visitCode();
        if (entry) {
            check();
        }
    }

    @Override
    public void visitLabel(Label label) {
        passed.add(label);
        super.visitLabel(label);
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
        checkIfBackwards(label);
        super.visitJumpInsn(opcode, label);
    }

    @Override
    public void visitTableSwitchInsn(int min, int max, Label fallback, Label... labels) {
        checkIfBackwards(fallback, labels);
        super.visitTableSwitchInsn(min, max, fallback, labels);
    }

    @Override
    public void visitLookupSwitchInsn(Label fallback, int[] keys, Label[] labels) {
        checkIfBackwards(fallback, labels);
        super.visitLookupSwitchInsn(fallback, keys, labels);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        if (name.equals("exit") && owner.equals("java/lang/System")) {
            call(EXITS, "exit", descriptor);
        } else if (name.equals("exit") && owner.equals("java/lang/Runtime")) {
            call(EXITS, "exit", "(Ljava/lang/Runtime;I)V");
        } else {
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        }
    }

    private void checkIfBackwards(Label one, Label... others) {
        boolean backwards = passed.contains(one);
        for (Label other : others) {
            backwards |= passed.contains(other);
        }
        if (backwards) {
            check();
        }
    }

    private void check() {
        call(CHECKS, "check", "()V");
    }

    private void call(String owner, String name, String descriptor) {
        changed.run();
        super.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
    }
}
