package dev.lovage.worker.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.security.CodeSource;
import java.security.cert.Certificate;
import java.util.Map;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * Loads the user's classes: those compiled in memory, and those of the jars and directories that it was given. In a child JVM these
 * are all of the user's, and it weaves checks of the soft time limit into those that are to have them.
 */
final class UserClassLoader extends URLClassLoader {

    static {
        registerAsParallelCapable();
    }

    private final Map<String, byte[]> compiled;
    private final Weaving weaving;

    UserClassLoader(URL[] urls, Map<String, byte[]> compiled, ClassLoader parent, Weaving weaving) {
        // Without a name, which every line of a stack trace would begin with.
        super(urls, parent);
        this.compiled = Map.copyOf(compiled);
        this.weaving = weaving;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = compiled.get(name);
        if (bytes != null) {
            byte[] woven = weaving.weave(name, bytes);
            return defineClass(name, woven, 0, woven.length);
        }
        String path = name.replace('.', '/') + ".class";
        URL resource = weaving.any() ? findResource(path) : null;
        URL root = resource == null ? null : root(resource, path);
        if (resource == null || root == null || !weaving.wants(name, root)) {
            return super.findClass(name);
        }
        try {
            return define(name, resource, root);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    /** As its superclass does, with other bytes. */
    private Class<?> define(String name, URL resource, URL root) throws IOException {
        URLConnection connection = resource.openConnection();
        byte[] bytes;
        try (InputStream in = connection.getInputStream()) {
            bytes = in.readAllBytes();
        }
        @Nullable Manifest manifest = null;
        Certificate @Nullable [] certificates = null;
        if (connection instanceof JarURLConnection jar) {
            manifest = jar.getManifest();
            certificates = jar.getCertificates();
        }
        preparePackage(name, manifest, root);
        byte[] woven = weaving.weave(name, bytes);
        return defineClass(name, woven, 0, woven.length, new CodeSource(root, certificates));
    }

    private void preparePackage(String className, @Nullable Manifest manifest, URL root) {
        int dot = className.lastIndexOf('.');
        if (dot < 0 || getDefinedPackage(className.substring(0, dot)) != null) {
            return;
        }
        String name = className.substring(0, dot);
        try {
            if (manifest == null) {
                definePackage(name, null, null, null, null, null, null, null);
            } else {
                definePackage(name, manifest, root);
            }
        } catch (IllegalArgumentException e) {
            // Another thread was faster.
            if (getDefinedPackage(name) == null) {
                throw e;
            }
        }
    }

    /** The jar or directory that a resource is in; null when its place is of another kind. */
    private static @Nullable URL root(URL resource, String path) {
        String text = resource.toString();
        if (!text.endsWith(path)) {
            return null;
        }
        String place = text.substring(0, text.length() - path.length());
        if (place.startsWith("jar:") && place.endsWith("!/")) {
            place = place.substring(4, place.length() - 2);
        }
        try {
            return new URL(place);
        } catch (MalformedURLException e) {
            return null;
        }
    }
}
