package dev.lovage.cli;

import java.math.BigDecimal;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a span: seconds as Celery has it, {@code 30} or {@code 0.5}, or with a unit, {@code 500ms}, {@code 5m}, {@code 2h}. */
final class Seconds implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
        String digits = text.replaceFirst("(ms|s|m|h|d)$", "");
        try {
            BigDecimal millis = new BigDecimal(digits).multiply(BigDecimal.valueOf(unit(text.substring(digits.length()))));
            if (millis.signum() >= 0) {
                return Duration.ofMillis(millis.longValueExact());
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw wrong(text);
        }
        throw wrong(text);
    }

    private static TypeConversionException wrong(String text) {
        return new TypeConversionException(
                "'" + Numbers.unshield(text) + "' is no time such as 30 (seconds), 0.5, 500ms, 5m or 2h");
    }

    private static long unit(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> 1_000;
        };
    }
}
