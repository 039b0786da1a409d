package dev.lovage.messaging.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pickles made to run code, to exhaust memory, or to break the reader. */
@Timeout(30)
class HostilePickleTest {

    private final PickleSerializer pickle = new PickleSerializer();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cos\nsystem\n(S'id'\ntR.",
                "cposix\nsystem\nX\u0002\0\0\0id\u0085R.",
                "c__builtin__\neval\n(S'1'\ntR.",
                "cbuiltins\nexec\n(V1\ntR.",
                "cbuiltins\ngetattr\n.",
                "csubprocess\nPopen\n(S'id'\ntR.",
                "(ios\nsystem\n.",
                "(S'id'\nios\nsystem\n.",
                "cbuiltins\n__import__\n.",
                "cdatetime\ndatetime.__class__\n.",
                "cdatetime\ntzinfo\n.",
                "ccopyreg\n__newobj__\n.",
                "c\nset\n.",
                "cuuid\nuuid1\n.",
                "\u0080\u0004\u008c\u0002os\u008c\u0006system\u0093."
            })
    void aGlobalThatIsNoPlainDataIsNamedAndNeverResolved(String text) {
        assertThatThrownBy(() -> pickle.decode(text.getBytes(ISO_8859_1)))
                .isInstanceOf(DecodeException.class)
                .hasMessageMatching("Can't decode pickle at global \\S*: it is no plain data.*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "(",
                "(.",
                "0.",
                "a.",
                "]a.",
                "e.",
                "]K\1s.",
                "g7\n.",
                "h\7.",
                "p0\n.",
                "q\0.",
                "R.",
                ")R.",
                "Nb.",
                "N)R.",
                "P1\n.",
                "]Q.",
                "\u0082\1.",
                "\u0097.",
                "\u0080\6N.",
                "\u00fe.",
                "cdatetime\ndatetime\n.",
                "cdatetime\ndatetime\n)R.",
                "cdatetime\ndatetime\n(C\1atR.",
                "cdatetime\ndate\n(C\4\0\0\0\0tR.",
                "cdatetime\ntimedelta\n(K\1K\1K\1tR.",
                "cdatetime\ntimezone\n(K\1tR.",
                "cdecimal\nDecimal\n(Vabc\ntR.",
                "cdecimal\nDecimal\n(V1e2147483647\ntR.",
                "cuuid\nUUID\n(Vxyz\ntR.",
                "cuuid\nUUID\n)\u0081.",
                "cuuid\nUUID\n)\u0081}b.",
                "cuuid\nUUID\n)\u0081}(Vint\nL-1L\nub.",
                "cbuiltins\nbytearray\n(K\7tR.",
                "cbuiltins\nbytes\n(J\u00ff\u00ff\u00ff\177tR.",
                "cbuiltins\nobject\n)\u0081.",
                "}(K\1u.",
                "}(]K\1u.",
                "Iabc\n.",
                "Fabc\n.",
                "Sabc\n.",
                "V\\u12\n.",
                "X\4\0\0\0\u00ff\u00ff\u00ff\u00ff.",
                "G\0."
            })
    void brokenPicklesEndInAReason(String text) {
        assertThatThrownBy(() -> pickle.decode(text.getBytes(ISO_8859_1)))
                .isInstanceOf(DecodeException.class)
                .hasMessageStartingWith("Can't decode pickle at byte ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0080\4B\u00ff\u00ff\u00ff\177abcdef",
                "\u0080\4X\u00ff\u00ff\u00ff\177abcdef",
                "\u0080\4\u008d\u00ff\u00ff\u00ff\177\0\0\0\0abc",
                "\u0080\5\u0096\0\0\0\0\1\0\0\0abc",
                "\u0080\4\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ffabc",
                "\u0080\4\u0095\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\177abc",
                "\u0080\4\u008b\u00ff\u00ff\u00ff\177abcdef",
                "T\u00ff\u00ff\u00ff\u00ffabc",
                "]r\u00ff\u00ff\u00ff\177.",
                "]p2000000000\n."
            })
    void aFewBytesThatClaimGigabytesFailAtOnce(String text) {
        byte[] body = text.getBytes(ISO_8859_1);
        assertThatThrownBy(() -> pickle.decode(body)).isInstanceOf(DecodeException.class);
    }

    @Test
    void aListThatContainsItselfIsRefused() {
        assertThatThrownBy(() -> pickle.decode("]q\0h\0a.".getBytes(ISO_8859_1)))
                .hasMessageContaining("more than 200 lists and maps within each other");
        assertThatThrownBy(() -> pickle.decode("}q\0Vk\nh\0s.".getBytes(ISO_8859_1)))
                .hasMessageContaining("more than 200");
    }

    @Test
    void deepNestingIsRefusedWithoutRecursion() {
        String deep = "]".repeat(1_000_000) + "a".repeat(999_999) + ".";
        assertThatThrownBy(() -> pickle.decode(deep.getBytes(ISO_8859_1))).hasMessageContaining("more than 200");
    }

    @Test
    void sharedListsThatGrowWithoutEndAreRefused() {
        StringBuilder laughs = new StringBuilder("]q\0K\1a");
        for (int i = 0; i < 60; i++) {
            laughs.append("(h")
                    .append((char) i)
                    .append('h')
                    .append((char) i)
                    .append("lq")
                    .append((char) (i + 1));
        }
        assertThatThrownBy(() -> pickle.decode(laughs.append('.').toString().getBytes(ISO_8859_1)))
                .hasMessageContaining("more than 2000000 values");
    }

    @Test
    void aSharedTextThatGrowsWithoutEndIsRefused() {
        String text = "V" + "x".repeat(100_000) + "\nq\0" + "(" + "h\0".repeat(10_000) + "l.";
        assertThatThrownBy(() -> pickle.decode(text.getBytes(ISO_8859_1))).hasMessageContaining("it becomes more than");
        String encoded =
                "V" + "x".repeat(100_000) + "\nq\0" + "c_codecs\nencode\n(h\0Vlatin1\ntR0".repeat(10_000) + "N.";
        assertThatThrownBy(() -> pickle.decode(encoded.getBytes(ISO_8859_1)))
                .hasMessageContaining("it becomes more than");
    }

    @Test
    void millionsOfEmptyContainersAreRefused() {
        PickleSerializer small = new PickleSerializer(new DecodeLimits(16 << 20, 200, 100_000, 1000, 100));
        for (String opcode : new String[] {"}", "]", ")", "(", "N", "]\u0094"}) {
            String many = opcode.repeat(100_001) + ".";
            assertThatThrownBy(() -> small.decode(many.getBytes(ISO_8859_1)))
                    .as(opcode)
                    .hasMessageContaining("more than 100000 values");
        }
    }

    @Test
    void randomAndBentPicklesNeverEndInAnythingButAReason() throws Exception {
        Random random = new Random(20240229);
        byte[] good = pickle.encode(java.util.Map.of(
                "a",
                java.util.List.of(1L, 2.5, "text", java.util.UUID.randomUUID()),
                "b",
                java.time.OffsetDateTime.MIN.withYear(2024)));
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = i % 2 == 0 ? noise(random) : bent(good, random);
            try {
                pickle.decode(bad);
            } catch (DecodeException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(10_000);
    }

    private static byte[] bent(byte[] good, Random random) {
        byte[] bad = good.clone();
        for (int j = 0; j < 1 + random.nextInt(4); j++) {
            bad[random.nextInt(bad.length)] = (byte) random.nextInt();
        }
        return bad;
    }

    private static byte[] noise(Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String opcodes =
                "(.012FGIJKLMNPQRSTUVX]abcdeghijlopqrstu})\u0080\u0081\u0085\u0086\u0087\u0088\u008a\u008c\u008f\u0090\u0091\u0093\u0094\u0095";
        int length = random.nextInt(40);
        for (int i = 0; i < length; i++) {
            out.write(random.nextInt(4) == 0 ? random.nextInt(256) : opcodes.charAt(random.nextInt(opcodes.length())));
        }
        out.write('.');
        return out.toByteArray();
    }
}
