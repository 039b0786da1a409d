package dev.lovage.worker.app;

import dev.lovage.worker.PoolSpec.Code;
import dev.lovage.worker.channel.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code .java} files of applications, compiled in this process so that its children need not. Runs none of the user's code.
 * Belongs to one thread.
 */
public final class CompiledSources {

    private static final Logger log = LoggerFactory.getLogger(CompiledSources.class);

    private final Path folder;

    /** Compiles into folders within a folder, which is there and private; who made it removes it. */
    public CompiledSources(Path folder) {
        this.folder = folder;
    }

    /**
     * The same code with a folder of classes in place of all its source files. Compiles only what this process has not compiled
     * before: the same contents give the same folder.
     *
     * @param classPath where Lovage's own classes are
     * @throws ApplicationException when a file is not there or does not compile
     */
    public Code compiled(Code code, List<Path> classPath) {
        List<String> named = Stream.concat(code.applications().stream(), code.includes().stream())
                .filter(CompiledSources::isSource)
                .toList();
        if (named.isEmpty()) {
            return code;
        }
        List<Path> sources = named.stream().map(UserClasses::source).toList();
        SourceCache.Compiled compiled = SourceCache.compile(sources, classPath(code, classPath));
        Path target = folder.resolve("classes-" + compiled.key());
        if (CompiledFolder.read(target).isEmpty()) {
            try {
                CompiledFolder.write(target, named, compiled.classes());
            } catch (IOException e) {
                throw new UncheckedIOException("Can't write compiled classes into " + target, e);
            }
        }
        List<String> applications = new ArrayList<>(List.of(target.toString()));
        applications.addAll(withoutSources(code.applications()));
        return new Code(applications, withoutSources(code.includes()), code.classPath(), code.app());
    }

    /** Removes what was compiled for this code; nobody loads it any more. */
    public void forget(Code code) {
        for (String application : code.applications()) {
            Path place = Path.of(application);
            if (folder.equals(place.getParent())) {
                try {
                    Folders.remove(place);
                } catch (IOException e) {
                    log.debug("Removing {}", place, e);
                }
            }
        }
    }

    private static List<Path> classPath(Code code, List<Path> own) {
        Stream<Path> places = Stream.concat(code.applications().stream(), code.includes().stream())
                .filter(name -> !isSource(name))
                .map(Path::of)
                .filter(path -> Files.isDirectory(path) || path.toString().endsWith(".jar"));
        return Stream.of(own.stream(), code.classPath().stream(), places)
                .flatMap(paths -> paths)
                .toList();
    }

    private static List<String> withoutSources(List<String> names) {
        return names.stream().filter(name -> !isSource(name)).toList();
    }

    private static boolean isSource(String name) {
        return name.endsWith(".java");
    }
}
