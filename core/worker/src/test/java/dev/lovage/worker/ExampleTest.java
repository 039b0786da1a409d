package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExampleTest {

    @Test
    void aCallIsMadeUpFromTheSignature() {
        assertThat(Example.call("tasks.add", "tasks.add(x: int, y: int) -> int"))
                .contains("tasks.add 2 3");
        assertThat(Example.call("tasks.noop", "tasks.noop() -> void")).contains("tasks.noop");
        assertThat(Example.call("tasks.hello", "tasks.hello(name: String) -> String"))
                .contains("tasks.hello hello");
    }

    @Test
    void whatCannotBeMadeUpIsLeftOut() {
        assertThat(Example.call("tasks.order", "tasks.order(order: Order) -> void"))
                .isEmpty();
        assertThat(Example.call("tasks.odd", "something else")).isEmpty();
    }
}
