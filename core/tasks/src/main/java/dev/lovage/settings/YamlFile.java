package dev.lovage.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Reads {@code lovage.yaml}: settings in snake or kebab case, flat or nested by their first words, with {@code
 * ${NAME}} and
 * {@code ${NAME:otherwise}} standing for environment variables.
 */
final class YamlFile {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?}");

    private final LoadSettings yaml =
            LoadSettings.builder().setCodePointLimit(1 << 20).build();
    private final Path file;
    private final Map<String, String> environment;
    private final List<Entry> entries = new ArrayList<>();

    /** A setting as it stands in the file. */
    record Entry(String name, Object value, int line) {}

    private YamlFile(Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
    }

    static List<Entry> read(Path file, Map<String, String> environment) {
        YamlFile reader = new YamlFile(file, environment);
        try {
            Optional<Node> root = new Compose(reader.yaml).composeString(Files.readString(file));
            if (root.isPresent()) {
                reader.walk("", root.get());
            }
        } catch (YamlEngineException e) {
            throw new SettingsException(file + " is no YAML: " + e.getMessage());
        } catch (IOException e) {
            throw new SettingsException(file + " can't be read: " + e);
        }
        return reader.entries;
    }

    private void walk(String prefix, Node node) {
        if (!(node instanceof MappingNode mapping)) {
            throw new SettingsException(file + " line " + line(node) + ": expected a map of settings and values");
        }
        for (NodeTuple tuple : mapping.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            String name = prefix + key;
            boolean setting = Catalog.all().containsKey(Names.canonical(name));
            if (!setting && tuple.getValueNode() instanceof MappingNode && isPrefix(name)) {
                walk(name + "_", tuple.getValueNode());
            } else {
                add(name, tuple);
            }
        }
    }

    private void add(String name, NodeTuple tuple) {
        Object value = new StandardConstructor(yaml).constructSingleDocument(Optional.of(tuple.getValueNode()));
        if (value != null) {
            Object expanded = value instanceof String text ? expand(text, line(tuple.getKeyNode())) : value;
            entries.add(new Entry(name, expanded, line(tuple.getKeyNode())));
        }
    }

    private String expand(String text, int line) {
        return VARIABLE.matcher(text).replaceAll(match -> {
            String value = environment.getOrDefault(match.group(1), match.group(2));
            if (value == null) {
                throw new SettingsException(file + " line " + line + ": the environment has no " + match.group(1)
                        + "; set it, or write ${" + match.group(1) + ":otherwise}");
            }
            return Matcher.quoteReplacement(value);
        });
    }

    private static boolean isPrefix(String name) {
        String prefix = Names.canonical(name) + "_";
        return Catalog.all().keySet().stream().anyMatch(known -> known.startsWith(prefix));
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
