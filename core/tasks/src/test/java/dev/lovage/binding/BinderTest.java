package dev.lovage.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BinderTest {

    private static final UUID ID = UUID.fromString("12345678-1234-5678-1234-567812345678");
    private static final Instant NOON = Instant.parse("2024-02-29T12:00:00.123456Z");

    private final Binder binder = Binder.shared();

    enum Color {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "grass";
            }
        }
    }

    record Order(
            UUID id, Instant at, Optional<String> note, List<Line> lines, Map<Color, BigDecimal> sums, byte[] stamp) {}

    record Line(int count, BigDecimal price) {}

    public static class Bean {
        private String name = "";
        private LocalDate day = LocalDate.EPOCH;

        public String getName() {
            return name;
        }

        public void setName(String value) {
            name = value;
        }

        public LocalDate getDay() {
            return day;
        }

        public void setDay(LocalDate value) {
            day = value;
        }
    }

    static void shapes(
            List<Map<String, Set<Integer>>> nested,
            Optional<List<UUID>> maybe,
            Map<UUID, Instant> byId,
            int[][] grid,
            Line[] lines,
            Object any,
            Map<String, Object> map) {}

    @Test
    void singleValuesKeepTheirTypes() {
        assertThat(binder.toData(3)).isEqualTo(3L);
        assertThat(binder.toData((short) 3)).isEqualTo(3L);
        assertThat(binder.toData(1.5f)).isEqualTo(1.5);
        assertThat(binder.toData('c')).isEqualTo("c");
        assertThat(binder.toData(BigInteger.TEN)).isEqualTo(10L);
        assertThat(binder.toData(BigInteger.TWO.pow(70))).isEqualTo(BigInteger.TWO.pow(70));
        assertThat(binder.toData(new BigDecimal("1.50"))).isEqualTo(new BigDecimal("1.50"));
        assertThat(binder.toData(ID)).isEqualTo(ID);
        assertThat(binder.toData(NOON)).isEqualTo(NOON.atOffset(ZoneOffset.UTC));
        assertThat(binder.toData(LocalTime.NOON)).isEqualTo(LocalTime.NOON);
        assertThat(binder.toData(Color.GREEN)).isEqualTo("GREEN");
        assertThat(binder.toData(Duration.ofMinutes(5))).isEqualTo("PT5M");
        assertThat(binder.toData(Optional.of(ID))).isEqualTo(ID);
        assertThat(binder.toData(Optional.empty())).isNull();
    }

    @Test
    void recordsAndBeansBecomeMapsAndComeBack() {
        Order order = new Order(
                ID,
                NOON,
                Optional.empty(),
                List.of(new Line(2, new BigDecimal("9.90"))),
                Map.of(Color.RED, BigDecimal.ONE),
                new byte[] {-1});
        Map<?, ?> data = (Map<?, ?>) binder.toData(order);
        assertThat(data.get("id")).isEqualTo(ID);
        assertThat(data.get("at")).isEqualTo(NOON.atOffset(ZoneOffset.UTC));
        assertThat(data.get("note")).isNull();
        assertThat(data.get("lines")).isEqualTo(List.of(Map.of("count", 2L, "price", new BigDecimal("9.90"))));
        assertThat(data.get("stamp")).isEqualTo(new byte[] {-1});
        assertThat(binder.toJava(data, Order.class)).usingRecursiveComparison().isEqualTo(order);

        Bean bean = new Bean();
        bean.setName("æble");
        bean.setDay(LocalDate.of(2024, 2, 29));
        assertThat(binder.toJava(binder.toData(bean), Bean.class))
                .usingRecursiveComparison()
                .isEqualTo(bean);
    }

    @Test
    void genericTypesAreFilledToTheirDepth() throws Exception {
        assertThat(binder.toJava(List.of(Map.of("a", List.of(1L, 2L))), type(0)))
                .isEqualTo(List.of(Map.of("a", Set.of(1, 2))));
        assertThat(binder.toJava(List.of(ID), type(1))).isEqualTo(Optional.of(List.of(ID)));
        assertThat(binder.toJava(null, type(1))).isEqualTo(Optional.empty());
        assertThat(binder.toJava(Map.of(ID.toString(), NOON.atOffset(ZoneOffset.UTC)), type(2)))
                .isEqualTo(Map.of(ID, NOON));
        assertThat((int[][]) binder.toJava(List.of(List.of(1L), List.of()), type(3)))
                .isDeepEqualTo(new int[][] {{1}, {}});
        assertThat((Line[]) binder.toJava(List.of(Map.of("count", 1L, "price", 2L)), type(4)))
                .containsExactly(new Line(1, new BigDecimal("2")));
    }

    @Test
    void whatIsAskedForAsAnObjectKeepsTheTypeOfTheMessage() throws Exception {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("id", ID);
        data.put("price", new BigDecimal("1.50"));
        data.put("day", LocalDate.EPOCH);
        data.put("at", OffsetDateTime.parse("2024-02-29T12:00:00+01:00"));
        data.put("naive", LocalDateTime.parse("2024-02-29T12:00:00"));
        data.put("count", 3L);
        data.put("none", null);
        assertThat(binder.toJava(data, type(5))).isEqualTo(data);
        assertThat(binder.toJava(data, type(6))).isEqualTo(data);
        assertThat(((Map<?, ?>) binder.toJava(Map.of("raw", new byte[] {1}), type(6))).get("raw"))
                .isEqualTo(new byte[] {1});
    }

    @Test
    void timesAreReadFromWhatSaysTheSame() {
        OffsetDateTime moment = NOON.atOffset(ZoneOffset.UTC);
        assertThat(binder.toJava(moment, Instant.class)).isEqualTo(NOON);
        assertThat(binder.toJava(moment, ZonedDateTime.class)).isEqualTo(moment.toZonedDateTime());
        assertThat(binder.toJava(moment.toLocalDateTime(), Instant.class)).isEqualTo(NOON);
        assertThat(binder.toJava("2024-02-29T12:00:00.123456+00:00", Instant.class))
                .isEqualTo(NOON);
        assertThat(binder.toJava("2024-02-29 12:00:00.123456", LocalDateTime.class))
                .isEqualTo(moment.toLocalDateTime());
        assertThat(binder.toJava("2024-02-29", LocalDate.class)).isEqualTo(LocalDate.of(2024, 2, 29));
        assertThat(binder.toJava("PT5M", Duration.class)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void numbersFitWhereNothingIsLost() {
        assertThat(binder.toJava(3L, int.class)).isEqualTo(3);
        assertThat(binder.toJava(3L, Short.class)).isEqualTo((short) 3);
        assertThat(binder.toJava(3L, double.class)).isEqualTo(3.0);
        assertThat(binder.toJava(3L, BigInteger.class)).isEqualTo(BigInteger.valueOf(3));
        assertThat(binder.toJava(0.1, BigDecimal.class)).isEqualTo(new BigDecimal("0.1"));
        assertThat(binder.toJava(new BigDecimal("2.5"), double.class)).isEqualTo(2.5);
        assertThat(binder.toJava(List.of(new BigDecimal("2.5")), double[].class))
                .isEqualTo(new double[] {2.5});
    }

    @Test
    void whatDoesNotFitIsToldInOneSentence() {
        assertUnfit("two", int.class, "the text \"two\" is no int");
        assertUnfit("7", int.class, "the text \"7\" is no int");
        assertUnfit(2.5, int.class, "the number 2.5 is no int");
        assertUnfit(
                1L << 40,
                int.class,
                "the number 1099511627776 is no int: out of range of `int` (-2147483648 - 2147483647)");
        assertUnfit(5L, String.class, "the number 5 is no String");
        assertUnfit(1L, boolean.class, "the number 1 is no boolean");
        assertUnfit(null, int.class, "null is no int");
        assertUnfit(
                "BLUE",
                Color.class,
                "the text \"BLUE\" is no Color: not one of the values accepted for Enum class: [RED, GREEN]");
        assertUnfit("2024-13-01", LocalDate.class, "the text \"2024-13-01\" is no LocalDate");
        assertUnfit(Map.of("count", "many"), Line.class, "the map {count=many} is no Line (at .count)");
    }

    @Test
    void whatLivesInThisProcessOnlyCannotBeWritten() {
        for (Object bad : Arrays.asList(
                new Object(),
                new Thread(),
                (Runnable) () -> {},
                System.in,
                new Exception("x"),
                List.of(new Object()))) {
            assertThatThrownBy(() -> binder.argument("shop.send", "order", bad))
                    .isInstanceOf(UnencodableException.class)
                    .hasMessageStartingWith("Argument 'order' ("
                            + bad.getClass().getTypeName() + ") of shop.send cannot be written as JSON: ");
        }
    }

    @Test
    void whatContainsItselfCannotBeWritten() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        Map<String, Object> map = new HashMap<>();
        map.put("self", map);
        assertThatThrownBy(() -> binder.toData(list)).hasMessageContaining("contains itself");
        assertThatThrownBy(() -> binder.toData(map)).hasMessageContaining("contains itself");
    }

    @Test
    void arraysAndNullsAreListsWithNulls() {
        assertThat(binder.toData(new String[] {"a", null})).isEqualTo(Arrays.asList("a", null));
        assertThat(binder.toData(new int[] {1, 2})).isEqualTo(List.of(1L, 2L));
        assertThat(binder.toData(Set.of())).isEqualTo(List.of());
        assertThat(binder.toData(Map.of(1, "a"))).isEqualTo(Map.of("1", "a"));
    }

    private void assertUnfit(Object data, Type type, String message) {
        assertThatThrownBy(() -> binder.toJava(data, type))
                .isInstanceOf(UnfitException.class)
                .hasMessage(message);
    }

    private static Type type(int index) throws Exception {
        for (Method method : BinderTest.class.getDeclaredMethods()) {
            if (method.getName().equals("shapes")) {
                return method.getGenericParameterTypes()[index];
            }
        }
        throw new NoSuchMethodException("shapes");
    }
}
