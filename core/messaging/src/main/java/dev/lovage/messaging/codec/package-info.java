/**
 * For those who encode and decode message bodies: serializers and compressors over plain data.
 *
 * <p>Plain data is null, Boolean, Long and BigInteger (whole numbers), Double, BigDecimal, String, byte[], UUID,
 * LocalDateTime and OffsetDateTime, LocalDate, LocalTime and OffsetTime, List, and Map with String keys in order of writing.
 */
@NullMarked
package dev.lovage.messaging.codec;

import org.jspecify.annotations.NullMarked;
