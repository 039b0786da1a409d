package dev.lovage.worker;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How long to hold back a message that its task wants delivered again: longer each time. Belongs to the loop. */
final class Rejections {

    private static final int REMEMBERED = 1000;
    private static final long FIRST_MILLIS = 100;
    private static final long LONGEST_MILLIS = 30_000;

    private final Map<String, Integer> times = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > REMEMBERED;
        }
    };

    Duration pause(String id) {
        int before = times.merge(id, 1, Integer::sum) - 1;
        return Duration.ofMillis(Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(before, 10)));
    }
}
