package dev.lovage.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code rediss://} trusts and shows, from redis-py's options in PEM files: {@code ssl_cert_reqs}, {@code ssl_ca_certs},
 * {@code ssl_certfile}, {@code ssl_keyfile}. Unlike redis-py it checks the host name, unless {@code ssl_insecure_hostname}.
 */
record Tls(SSLContext context, SSLParameters parameters) {

    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
    private static final char[] NO_PASSWORD = new char[0];

    static Tls of(Options options) {
        try {
            boolean unchecked = options.text("ssl_cert_reqs", "required")
                    .toLowerCase(Locale.ROOT)
                    .endsWith("none");
            if (unchecked) {
                LOG.warn("ssl_cert_reqs=none: whoever is in between can read and change everything");
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(options), unchecked ? new TrustManager[] {new TrustAnyone()} : trusted(options), null);
            SSLParameters parameters = new SSLParameters();
            if (!unchecked && !options.flag("ssl_insecure_hostname", false)) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            return new Tls(context, parameters);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("The ssl_ options for rediss:// can't be used: " + e.getMessage(), e);
        }
    }

    private static TrustManager @org.jspecify.annotations.Nullable [] trusted(Options options)
            throws GeneralSecurityException, IOException {
        Optional<String> file = options.text("ssl_ca_certs");
        if (file.isEmpty()) {
            return null; // The JDK's own.
        }
        KeyStore store = emptyStore();
        int n = 0;
        for (Certificate certificate : certificates(Path.of(file.get()))) {
            store.setCertificateEntry("ca" + n++, certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager @org.jspecify.annotations.Nullable [] keys(Options options)
            throws GeneralSecurityException, IOException {
        Optional<String> certificate = options.text("ssl_certfile");
        if (certificate.isEmpty()) {
            return null;
        }
        Path keyFile = Path.of(options.text("ssl_keyfile", certificate.get()));
        KeyStore store = emptyStore();
        Certificate[] chain = certificates(Path.of(certificate.get())).toArray(Certificate[]::new);
        store.setKeyEntry("client", privateKey(keyFile), NO_PASSWORD, chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static List<Certificate> certificates(Path file) throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new ArrayList<>(CertificateFactory.getInstance("X.509").generateCertificates(in));
        }
    }

    private static PrivateKey privateKey(Path file) throws GeneralSecurityException, IOException {
        String pem = Files.readString(file, StandardCharsets.US_ASCII);
        int begin = pem.indexOf("-----BEGIN PRIVATE KEY-----");
        int end = pem.indexOf("-----END PRIVATE KEY-----");
        if (begin < 0 || end < begin) {
            throw new IOException(file + " has no unencrypted PKCS#8 key (BEGIN PRIVATE KEY); convert it with"
                    + " openssl pkcs8 -topk8 -nocrypt");
        }
        String base64 = pem.substring(begin + "-----BEGIN PRIVATE KEY-----".length(), end);
        PKCS8EncodedKeySpec spec =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                continue; // Of another kind.
            }
        }
        throw new IOException(file + " holds a key of an unknown kind");
    }

    /** For {@code ssl_cert_reqs=none} only. */
    private static final class TrustAnyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            // Anyone.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // Anyone: the user asked for it by name, and was warned.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
