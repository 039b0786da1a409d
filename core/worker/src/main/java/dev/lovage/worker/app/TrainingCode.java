package dev.lovage.worker.app;

import dev.lovage.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Small classes with a task, where a user's would be: one in a folder as compiled source files are, one in a jar. Loading them
 * shows the virtual machine what loading a user's code takes.
 */
public final class TrainingCode {

    private static final String COMPILED = "LovageTrainingSource";
    private static final String PACKED = "LovageTrainingJar";

    private TrainingCode() {}

    /** Writes them into a folder, which is there; what to name as applications. */
    public static List<String> write(Path folder) throws IOException {
        Path compiled = folder.resolve("training-classes");
        CompiledFolder.write(compiled, List.of(COMPILED + ".java"), Map.of(COMPILED, classFile(COMPILED)));
        Path packed = folder.resolve("training.jar");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(packed))) {
            jar.putNextEntry(new JarEntry(PACKED + ".class"));
            jar.write(classFile(PACKED));
            jar.closeEntry();
        }
        return List.of(compiled.toString(), packed.toString());
    }

    /** A task that counts down: the loop gets a check. */
    private static byte[] classFile(String name) {
        ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        type.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, name, null, "java/lang/Object", null);
        MethodVisitor count = type.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "count", "(I)I", null, null);
        var task = count.visitAnnotation(Type.getDescriptor(Task.class), true);
        task.visit("name", "lovage.training." + name);
        task.visitEnd();
        count.visitCode();
        Label again = new Label();
        count.visitLabel(again);
        count.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        count.visitIincInsn(0, -1);
        count.visitVarInsn(Opcodes.ILOAD, 0);
        count.visitJumpInsn(Opcodes.IFGT, again);
        count.visitVarInsn(Opcodes.ILOAD, 0);
        count.visitInsn(Opcodes.IRETURN);
        count.visitMaxs(0, 0);
        count.visitEnd();
        type.visitEnd();
        return type.toByteArray();
    }
}
