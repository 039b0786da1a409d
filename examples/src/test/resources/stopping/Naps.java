import dev.lovage.Task;

public class Naps {

    @Task(name = "naps.take")
    public static long take(long millis) throws InterruptedException {
        System.out.println("RUNNING");
        Thread.sleep(millis);
        return millis;
    }
}
