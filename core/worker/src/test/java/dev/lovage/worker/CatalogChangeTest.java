package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CatalogChangeTest {

    private static CatalogEntry task(String name, String signature, boolean late) {
        return new CatalogEntry(
                name,
                signature,
                Optional.of(late),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void newAndGoneAndChangedTasksAreNamed() {
        List<CatalogEntry> before =
                List.of(task("a.gone", "()", true), task("a.same", "()", true), task("a.late", "()", true));
        List<CatalogEntry> after =
                List.of(task("a.late", "()", false), task("a.same", "()", true), task("a.new", "()", true));
        assertThat(CatalogChange.text(before, after)).isEqualTo("+a.new -a.gone ~a.late");
    }

    @Test
    void nothingIsSaidPlainly() {
        List<CatalogEntry> tasks = List.of(task("a", "()", true));
        assertThat(CatalogChange.text(tasks, tasks)).isEqualTo("the same 1 task");
    }

    @Test
    void aHundredAreNotListed() {
        List<CatalogEntry> after = IntStream.range(0, 100)
                .mapToObj(number -> task("t" + number, "()", true))
                .toList();
        assertThat(CatalogChange.text(List.of(), after)).endsWith("and 80 more");
    }
}
