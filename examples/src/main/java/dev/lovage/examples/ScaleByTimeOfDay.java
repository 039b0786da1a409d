package dev.lovage.examples;

import dev.lovage.worker.scale.AutoscaleRule;
import dev.lovage.worker.scale.Load;
import java.time.DayOfWeek;

// region: time
/** All slots in working hours, for tasks that people wait for; a slot for each task in hand at other times. */
public final class ScaleByTimeOfDay implements AutoscaleRule {

    @Override
    public int wantedSize(Load load) {
        boolean weekday = load.now().getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0;
        int hour = load.now().getHour();
        return weekday && hour >= 8 && hour < 18 ? load.max() : load.reserved();
    }
}
// end: time
