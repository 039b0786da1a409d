package dev.lovage.worker.weave;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Woven classes are good ones, and check where they should. */
class WeaverTest {

    @AfterEach
    void disarm() {
        Checks.disarm();
    }

    /** Loops and calls of every form that the compiler makes; what it does is told by the number of checks. */
    public static final class Forms {

        private Forms() {}

        public static int straight(int x) {
            return x > 3 ? Math.max(x, 7) : -x;
        }

        public static int forLoop(int turns) {
            int sum = 0;
            for (int i = 0; i < turns; i++) {
                sum += i;
            }
            return sum;
        }

        public static int doWhile(int turns) {
            int i = 0;
            do {
                i++;
            } while (i < turns);
            return i;
        }

        public static int withSwitch(int turns) {
            int i = 0;
            while (true) {
                switch (i) {
                    case 0:
                    case 1:
                        i++;
                        continue;
                    default:
                        if (i++ >= turns) {
                            return i;
                        }
                }
            }
        }

        public static int caught(int turns) {
            int i = 0;
            while (true) {
                try {
                    if (i++ >= turns) {
                        return i;
                    }
                    throw new IllegalStateException();
                } catch (IllegalStateException e) {
                    continue;
                }
            }
        }

        public static int recursive(int depth) {
            return depth <= 0 ? 0 : recursive(depth - 1) + 1;
        }

        /** Each turn is one call of a lambda that calls nothing. */
        public static int loopOfTheJdk(int turns) {
            return IntStream.range(0, turns).map(i -> i * 31 % 7).sum();
        }

        public static int loopOverAReference(int turns) {
            return IntStream.range(0, turns).map(Forms::half).sum();
        }

        private static int half(int number) {
            return number / 2;
        }

        /** Calls itself, but all that it names is the JDK's. */
        private static int behindAnInterface(IntUnaryOperator self, int depth) {
            return depth <= 0 ? 0 : self.applyAsInt(depth - 1);
        }

        public static int recursionThroughTheJdk(int depth) {
            IntUnaryOperator[] self = new IntUnaryOperator[1];
            self[0] = n -> behindAnInterface(self[0], n);
            return behindAnInterface(self[0], depth);
        }

        public static int closesALambda(int x) throws Exception {
            int[] closed = {x};
            AutoCloseable resource = () -> closed[0]++;
            resource.close();
            return closed[0];
        }

        public static void close() {
            recursive(0);
        }
    }

    private static Class<?> woven(Class<?> original) throws IOException {
        byte[] bytes = Weaver.weave(bytes(original));
        return new ClassLoader(WeaverTest.class.getClassLoader()) {
            Class<?> define() {
                return defineClass(original.getName(), bytes, 0, bytes.length);
            }
        }.define();
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        try (InputStream in = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
            return in.readAllBytes();
        }
    }

    private static int checksIn(String method, int argument) throws Exception {
        AtomicInteger count = new AtomicInteger();
        Class<?> type = woven(Forms.class);
        Checks.arm(count::incrementAndGet);
        type.getMethod(method, int.class).invoke(null, argument);
        Checks.disarm();
        return count.get();
    }

    @Test
    void everyTurnOfALoopIsChecked() throws Exception {
        assertThat(checksIn("forLoop", 10)).isEqualTo(10);
        assertThat(checksIn("doWhile", 10)).isBetween(9, 10);
        assertThat(checksIn("withSwitch", 10)).isBetween(10, 13);
        assertThat(checksIn("caught", 10)).isBetween(10, 12);
    }

    @Test
    void everyCallThatMayBePartOfACircleIsChecked() throws Exception {
        assertThat(checksIn("recursive", 10)).isEqualTo(11);
    }

    @Test
    void everyTurnOfALoopOfTheJdkIsChecked() throws Exception {
        assertThat(checksIn("loopOfTheJdk", 10)).isEqualTo(11);
        assertThat(checksIn("loopOverAReference", 10)).isEqualTo(11);
    }

    @Test
    void aCircleThroughAnInterfaceOfTheJdkIsChecked() throws Exception {
        assertThat(checksIn("recursionThroughTheJdk", 10)).isGreaterThanOrEqualTo(11);
    }

    @Test
    void aLambdaThatClosesIsNotInterruptedAtItsBeginning() throws Exception {
        assertThat(checksIn("closesALambda", 10)).as("of the method itself").isEqualTo(1);
    }

    @Test
    void whatEndsByItselfIsNotChecked() throws Exception {
        assertThat(checksIn("straight", 10)).isZero();
    }

    @Test
    void closingIsNotInterruptedAtItsBeginning() throws Exception {
        AtomicInteger count = new AtomicInteger();
        Class<?> type = woven(Forms.class);
        Checks.arm(count::incrementAndGet);
        type.getMethod("close").invoke(null);
        assertThat(count).hasValue(1);
    }

    @Test
    void aClassWithNothingToCheckStaysAsItIs() throws IOException {
        byte[] bytes = bytes(Runnable.class);
        assertThat(Weaver.weave(bytes)).isSameAs(bytes);
    }

    /** As the compilers of other languages write them: a loop before the call of the superclass's constructor. */
    @Test
    void aLoopBeforeTheSuperclassIsConstructedIsLeftGood() throws ReflectiveOperationException {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "Odd", null, "java/lang/Object", null);
        MethodVisitor method = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
        method.visitCode();
        method.visitInsn(Opcodes.ICONST_3);
        method.visitVarInsn(Opcodes.ISTORE, 1);
        org.objectweb.asm.Label top = new org.objectweb.asm.Label();
        method.visitLabel(top);
        method.visitIincInsn(1, -1);
        method.visitVarInsn(Opcodes.ILOAD, 1);
        method.visitJumpInsn(Opcodes.IFGT, top);
        method.visitVarInsn(Opcodes.ALOAD, 0);
        method.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        method.visitInsn(Opcodes.RETURN);
        method.visitMaxs(0, 0);
        method.visitEnd();
        writer.visitEnd();
        byte[] bytes = Weaver.weave(writer.toByteArray());
        Class<?> type = new ClassLoader(WeaverTest.class.getClassLoader()) {
            Class<?> define() {
                return defineClass("Odd", bytes, 0, bytes.length);
            }
        }.define();
        assertThat(type.getConstructor().newInstance()).isNotNull();
    }

    /** Our own classes and tests, and Jackson's: thousands of methods by more than one compiler. The virtual machine judges. */
    @Test
    void classesOfManyKindsStayGood() throws IOException, ClassNotFoundException {
        List<Path> places = new ArrayList<>();
        for (String name : List.of(
                WeaverTest.class.getName(),
                Weaver.class.getName(),
                "dev.lovage.Lovage",
                "tools.jackson.core.JsonParser",
                "tools.jackson.databind.ObjectMapper",
                "ch.qos.logback.classic.Logger")) {
            places.add(place(Class.forName(name)));
        }
        Corpus corpus = new Corpus();
        for (Path place : places) {
            for (byte[] classFile : classes(place)) {
                corpus.add(classFile);
            }
        }
        assertThat(corpus.verify()).isGreaterThan(1000);
        assertThat(corpus.changed).isGreaterThan(500);
    }

    /** Loads woven classes before it asks its parent for the same. */
    private static final class Corpus extends ClassLoader {

        private final Map<String, byte[]> woven = new TreeMap<>();
        private int changed;

        Corpus() {
            super(WeaverTest.class.getClassLoader());
        }

        void add(byte[] classFile) {
            byte[] bytes = Weaver.weave(classFile);
            changed += bytes == classFile ? 0 : 1;
            woven.put(new ClassReader(classFile).getClassName().replace('/', '.'), bytes);
        }

        /** How many classes were found good; those that lack a class that is not here can't be judged. */
        int verify() {
            int good = 0;
            for (String name : woven.keySet()) {
                try {
                    // The virtual machine links a class for this, and verifies it for that.
                    assertThat(Class.forName(name, false, this).getDeclaredMethods())
                            .isNotNull();
                    good++;
                } catch (VerifyError | ClassFormatError e) {
                    throw new AssertionError(name, e);
                } catch (ClassNotFoundException | LinkageError missing) {
                    continue;
                }
            }
            return good;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            // What woven classes call must be the one and only.
            byte[] bytes = name.startsWith("dev.lovage.worker.weave.Checks") ? null : woven.get(name);
            if (bytes == null) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known == null ? defineClass(name, bytes, 0, bytes.length) : known;
            }
        }
    }

    private static Path place(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    private static List<byte[]> classes(Path place) throws IOException {
        if (Files.isDirectory(place)) {
            return read(place);
        }
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
            return read(jar.getPath("/"));
        }
    }

    private static List<byte[]> read(Path root) throws IOException {
        List<byte[]> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.toString();
                if (name.endsWith(".class") && !name.endsWith("-info.class")) {
                    found.add(Files.readAllBytes(file));
                }
            }
        }
        return found;
    }
}
