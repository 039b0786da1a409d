package dev.lovage.worker.app;

import dev.lovage.worker.PoolSpec.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The {@code .java} files of applications, compiled in this process so that its children need not. Runs none of the user's code.
 * Belongs to one thread.
 */
final class CompiledSources {

    private final Path folder;

    /** Compiles into folders within a folder, which is there and private; who made it removes it. */
    CompiledSources(Path folder) {
        this.folder = folder;
    }

    /**
     * The same code with a folder of classes in place of all its source files. Compiles only what this process has not compiled
     * before: the same contents give the same folder.
     *
     * @param classPath where Lovage's own classes are
     * @throws ApplicationException when a file is not there or does not compile
     */
    Code compiled(Code code, List<Path> classPath) {
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
        return new Code(applications, withoutSources(code.includes()), code.classPath(), code.app(), code.reloads());
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
