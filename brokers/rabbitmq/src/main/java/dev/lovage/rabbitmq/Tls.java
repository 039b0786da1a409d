package dev.lovage.rabbitmq;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whom to trust over TLS: the system's authorities, or those of a PEM file. */
final class Tls {

    private Tls() {}

    /** Reads {@code ssl: {ca_certs: path}} or {@code ca_certs: path} of the transport options. */
    static SSLContext context(Map<String, Object> transportOptions) throws IOException {
        Object ssl = transportOptions.get("ssl");
        Object path = ssl instanceof Map<?, ?> map ? map.get("ca_certs") : transportOptions.get("ca_certs");
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, path == null ? null : trusting(Path.of(path.toString())), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "TLS can't be set up" + (path == null ? "" : " with ca_certs " + path)
                            + "; it takes a PEM file of certificates: " + e.getMessage(),
                    e);
        }
    }

    private static TrustManager @Nullable [] trusting(Path pem) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int count = 0;
        try (InputStream in = Files.newInputStream(pem)) {
            for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + count++, authority);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
