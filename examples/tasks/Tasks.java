import dev.lovage.Task;

public class Tasks {
    @Task(name = "tasks.add")
    public static int add(int x, int y) { return x + y; }
}
