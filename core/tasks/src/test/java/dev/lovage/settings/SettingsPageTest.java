package dev.lovage.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SettingsPageTest {

    @Test
    void thePageListsEverySettingInTheCatalogsOrder() throws IOException {
        String page = Files.readString(Path.of("../../docs/reference/settings.md"));
        List<String> listed = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|")
                .matcher(page)
                .results()
                .map(row -> row.group(1))
                .toList();
        assertThat(listed).containsExactlyElementsOf(Catalog.all().keySet());
    }
}
