package dev.lovage.worker.app;

import dev.lovage.worker.PoolSpec.Code;
import dev.lovage.worker.channel.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The code of each generation of children, in a private folder: what was compiled for it, and what was copied so that it stays as
 * it is. Belongs to one thread.
 */
public final class GenerationCode {

    private static final Logger log = LoggerFactory.getLogger(GenerationCode.class);

    private final Path folder;
    private final List<Path> own;
    private final CompiledSources sources;
    private final PinnedPlaces places;

    /**
     * Writes into folders within a folder, which is there and private; who made it removes it.
     *
     * @param own where Lovage's own classes are
     */
    public GenerationCode(Path folder, List<Path> own) {
        this.folder = folder;
        this.own = own;
        this.sources = new CompiledSources(folder);
        this.places = new PinnedPlaces(folder, own);
    }

    /**
     * The same code, ready to be loaded.
     *
     * @param pinned whether all of the user's classes shall stay as they are now
     * @throws ApplicationException when a source file is not there or does not compile
     * @throws IOException when a jar or folder is being written
     */
    public Code of(Code code, boolean pinned) throws IOException {
        Code compiled = sources.compiled(code, own);
        return pinned ? places.pinned(compiled) : compiled;
    }

    /**
     * Removes what was made for this code; nobody loads it any more.
     *
     * @param kept what others still load
     */
    public void forget(Code code, Collection<Code> kept) {
        Set<Path> gone = new HashSet<>(made(code));
        kept.forEach(other -> gone.removeAll(made(other)));
        for (Path place : gone) {
            try {
                Folders.remove(place);
            } catch (IOException e) {
                log.debug("Removing {}", place, e);
            }
        }
    }

    private Set<Path> made(Code code) {
        Stream<Path> named = Stream.concat(code.applications().stream(), code.includes().stream())
                .map(Path::of);
        Set<Path> made = new HashSet<>();
        Stream.concat(named, code.classPath().stream())
                .filter(place -> place.startsWith(folder) && !place.equals(folder))
                .forEach(place ->
                        made.add(folder.resolve(folder.relativize(place).getName(0))));
        return made;
    }
}
