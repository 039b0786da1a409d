package dev.lovage.messaging.codec;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import tools.jackson.core.io.NumberOutput;

/** Prints floating-point numbers as Python does: {@code 1e+22} where Java has {@code 1.0E22}. */
public final class PythonFloat {

    private PythonFloat() {}

    /** As Python's json module writes it: {@code NaN}, {@code -Infinity}, else as {@link #repr}. */
    public static String json(Number number) {
        double value = number.doubleValue();
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "Infinity" : "-Infinity";
        }
        return finite(number);
    }

    /** As Python's repr: {@code nan}, {@code -inf}, {@code 5e-324}, {@code 1.0}. */
    public static String repr(Number number) {
        double value = number.doubleValue();
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        return finite(number);
    }

    /** A Float keeps its own digits: 0.1f is 0.1, not 0.10000000149011612. */
    private static String finite(Number number) {
        String java = number instanceof Float ? number.toString() : NumberOutput.toString(number.doubleValue(), true);
        return java.indexOf('E') < 0 && Math.abs(number.doubleValue()) >= 1e-3
                ? java
                : exponent(java, number.doubleValue());
    }

    /** Java always prints two digits, 4.9E-324 for the least double, where one is enough. */
    private static BigDecimal shortest(BigDecimal printed, double value) {
        if (printed.precision() != 2) {
            return printed;
        }
        BigDecimal oneDigit =
                printed.round(new MathContext(1, RoundingMode.HALF_EVEN)).stripTrailingZeros();
        return oneDigit.doubleValue() == value ? oneDigit : printed;
    }

    /** Java leaves the plain form at 10^7 and 10^-3, Python at 10^16 and 10^-4. */
    private static String exponent(String java, double value) {
        if (value == 0) {
            return java;
        }
        BigDecimal exact = shortest(new BigDecimal(java).stripTrailingZeros(), value);
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = exact.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        String digits = exact.unscaledValue().abs().toString();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return (value < 0 ? "-" : "")
                + mantissa
                + (exponent < 0 ? "e-" : "e+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }
}
