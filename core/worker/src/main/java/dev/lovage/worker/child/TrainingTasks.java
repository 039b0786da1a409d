package dev.lovage.worker.child;

import dev.lovage.Task;
import dev.lovage.TaskContext;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** What a child runs in {@link Training}: a little of everything that tasks commonly do. */
public final class TrainingTasks {

    /** A parameter and a result of a shape that must be bound. */
    public record Parcel(String to, double weight, List<Integer> rooms) {}

    private TrainingTasks() {}

    @Task(name = "lovage.training.weigh")
    public static Parcel weigh(TaskContext context, Parcel parcel, int factor, Map<String, Object> extra) {
        LoggerFactory.getLogger(TrainingTasks.class).info("{} weighs {}", context.id(), parcel);
        context.progress(factor, extra.size(), parcel.to());
        return new Parcel(parcel.to(), parcel.weight() * factor, parcel.rooms());
    }

    @Task(name = "lovage.training.fail")
    public static void fail() {
        throw new IllegalStateException("as trained");
    }
}
