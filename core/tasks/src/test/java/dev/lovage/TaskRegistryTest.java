package dev.lovage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskRegistryTest {

    static class Plain {
        @Task(name = "tasks.add")
        public static int add(int x, int y) {
            return x + y;
        }

        @Task(acksLate = false, trackStarted = true, aliases = "old.name")
        private String greet(String to) {
            return "hi " + to;
        }

        void noTask() {}

        static class Nested {
            @Task(name = "nested")
            static void run() {}
        }

        interface Contract {
            @Task(name = "elsewhere")
            void run();
        }
    }

    static class WithApp {
        static final Lovage APP = Lovage.builder("with-app")
                .settings(TestApp.settings(s -> s.brokerUrl("memory://registry")))
                .build();
        static final Task2<Integer, Integer, Integer> MUL = APP.task("tasks.mul", WithApp::mul);
        static final Task1<Integer, Integer> INC = APP.task("tasks.inc", (Integer x) -> x + 1);

        static int mul(int x, int y) {
            return x * y;
        }

        @Task
        static void annotated() {}
    }

    static class HandleOnly {
        static final Task2<Integer, Integer, Integer> MUL = WithApp.MUL;
    }

    static class Twice {
        @Task(name = "x")
        static void one() {}

        @Task(name = "x")
        static void two() {}
    }

    static class AliasClash {
        @Task(name = "a", aliases = "b")
        static void one() {}

        @Task(name = "b")
        static void two() {}
    }

    static class Overloaded {
        @Task
        static void run(int x) {}

        @Task
        static void run(String x) {}
    }

    static class Broken {
        static final Lovage APP = Lovage.builder("broken")
                .settings(s -> s.set("task_ack_late", true))
                .build();
    }

    static class TwoNames {
        static final Lovage APP = Lovage.builder("two-names")
                .settings(TestApp.settings(s -> s.brokerUrl("memory://registry")))
                .build();
        static final Task0<Void> ONE = APP.task("one", TwoNames::run);
        static final Task0<Void> TWO = APP.task("two", TwoNames::run);

        @Task(name = "three")
        static void run() {}
    }

    static class LateContext {
        @Task
        static void run(int x, TaskContext context) {}
    }

    @Test
    void theAnnotatedMethodsOfAClassAreItsTasks() throws Throwable {
        TaskRegistry registry = TaskRegistry.scan(Plain.class);
        assertThat(registry.all())
                .extracting(TaskDefinition::name)
                .containsExactly("dev.lovage.TaskRegistryTest.Plain.greet", "nested", "tasks.add");
        TaskDefinition greet = registry.require("old.name");
        assertThat(greet.options().acksLate()).contains(false);
        assertThat(greet.options().trackStarted()).contains(true);
        assertThat(greet.options().ignoreResult()).isEmpty();
        try (TestApp test = TestApp.plain()) {
            assertThat(greet.run(List.of("bob"), Map.of(), new FakeRun(test.app, "i", "i")))
                    .isEqualTo("hi bob");
        }
        assertThat(registry.app()).isEmpty();
    }

    @Test
    void theTasksOfAnAppInAStaticFieldAreFound() {
        TaskRegistry registry = TaskRegistry.scan(WithApp.class);
        assertThat(registry.app()).containsSame(WithApp.APP);
        assertThat(registry.all())
                .extracting(TaskDefinition::name)
                .containsExactly("dev.lovage.TaskRegistryTest.WithApp.annotated", "tasks.inc", "tasks.mul");
        assertThat(TaskRegistry.scan(HandleOnly.class).find("tasks.mul")).isPresent();
    }

    @Test
    void anUnknownNameGetsANearOne() {
        assertThatThrownBy(() -> TaskRegistry.scan(Plain.class).require("tasks.ad"))
                .isInstanceOf(UnknownTaskException.class)
                .hasMessageContaining("Did you mean 'tasks.add'?");
    }

    @Test
    void clashingNamesAreRefused() {
        assertThatThrownBy(() -> TaskRegistry.scan(Twice.class)).hasMessageContaining("Two tasks are named 'x'");
        assertThatThrownBy(() -> TaskRegistry.scan(AliasClash.class)).hasMessageContaining("Two tasks are named 'b'");
        assertThatThrownBy(() -> TaskRegistry.scan(Overloaded.class)).hasMessageContaining("Two tasks are named");
    }

    @Test
    void whatTheAppSaysOfAMethodStandsOverItsAnnotation() {
        assertThat(TaskRegistry.scan(TwoNames.class).all())
                .extracting(TaskDefinition::name)
                .containsExactly("one", "two");
    }

    @Test
    void aClassWhoseInitializerFailsSaysWhy() {
        assertThatThrownBy(() -> TaskRegistry.scan(Broken.class))
                .isInstanceOf(TaskDefinitionException.class)
                .hasMessageContaining("The static initializer of " + Broken.class.getName() + " failed")
                .hasMessageContaining("Did you mean 'task_acks_late'?");
    }

    @Test
    void aContextThatIsNotFirstIsRefused() {
        assertThatThrownBy(() -> TaskRegistry.scan(LateContext.class))
                .hasMessageContaining("must be the first parameter");
    }
}
