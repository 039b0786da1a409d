import dev.lovage.Task;
import dev.lovage.worker.scale.AutoscaleRule;
import dev.lovage.worker.scale.Load;

public class Shop {

    @Task(name = "shop.pack")
    public static int pack(int boxes) { return boxes; }

    // region: rule
    /** All slots, whether there is something to do or not. */
    public static class AlwaysReady implements AutoscaleRule {
        @Override
        public int wantedSize(Load load) { return load.max(); }
    }
    // end: rule
}
