package dev.lovage;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** What the compiler says to programs that are wrong. */
class WrongProgramsTest {

    @Test
    void aRightProgramCompiles() {
        assertThat(
                        errors(
                                "app.task(\"tasks.add\", Program::add).delay(2, 2).get(java.time.Duration.ofSeconds(1)).intValue();"))
                .isEmpty();
    }

    @Test
    void aWrongArgumentTypeIsACompileError() {
        assertThat(errors("app.task(\"tasks.add\", Program::add).delay(2, \"two\");"))
                .singleElement()
                .asString()
                .contains("java.lang.String cannot be converted to java.lang.Integer");
    }

    @Test
    void aMissingArgumentIsACompileError() {
        assertThat(errors("app.task(\"tasks.add\", Program::add).delay(2);"))
                .singleElement()
                .asString()
                .contains("method delay in class dev.lovage.Task2");
    }

    @Test
    void aWrongResultTypeIsACompileError() {
        assertThat(
                        errors(
                                "String s = app.task(\"tasks.add\", Program::add).delay(2, 2).get(java.time.Duration.ofSeconds(1));"))
                .singleElement()
                .asString()
                .contains("java.lang.Integer cannot be converted to java.lang.String");
    }

    @Test
    void aReferenceToAnOverloadedMethodIsACompileError() {
        assertThat(errors("app.task(\"tasks.over\", Program::over);")).anyMatch(text -> text.contains("ambiguous"));
    }

    private static List<String> errors(String statement) {
        String program = "import dev.lovage.*;\n"
                + "class Program {\n"
                + "    static int add(int x, int y) { return x + y; }\n"
                + "    static int over(int x) { return x; }\n"
                + "    static int over(String x) { return 0; }\n"
                + "    static void main(Lovage app) { " + statement + " }\n"
                + "}\n";
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        List<String> options =
                List.of("-proc:none", "-d", "target", "-classpath", System.getProperty("java.class.path"));
        Boolean unused = compiler.getTask(null, null, said, options, null, List.of(new Source(program)))
                .call();
        return said.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(diagnostic -> diagnostic.getMessage(Locale.ENGLISH))
                .toList();
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String text) {
            super(URI.create("string:///Program.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
