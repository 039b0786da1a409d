package dev.lovage.examples;

import dev.lovage.Lovage;
import dev.lovage.Task2;
import dev.lovage.worker.Worker;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/** Records, enums, dates and collections as arguments and results. */
public final class TypedArgumentsMain {

    // region: types
    /** How a customer is reached. */
    public enum Channel {
        MAIL,
        PHONE
    }

    /** What was bought. */
    public record Item(String name, BigDecimal price) {}

    /** What goes out. */
    public record Invoice(LocalDate due, BigDecimal total, Channel channel) {}

    /** A task like any method: its declared types are what arguments and results are bound to. */
    public static Invoice invoice(List<Item> items, Channel channel) {
        BigDecimal total = items.stream().map(Item::price).reduce(BigDecimal.ZERO, BigDecimal::add);
        return new Invoice(LocalDate.of(2026, 12, 24), total, channel);
    }
    // end: types

    private TypedArgumentsMain() {}

    public static void main(String[] args) {
        try (Lovage app = Lovage.app("shop");
                Worker worker =
                        Worker.builder(app).pool("threads").concurrency(1).build()) {
            Task2<List<Item>, Channel, Invoice> invoice = app.task("shop.invoice", TypedArgumentsMain::invoice);
            worker.start();
            List<Item> items =
                    List.of(new Item("lovage", new BigDecimal("2.50")), new Item("celery", new BigDecimal("1.95")));
            Invoice result = invoice.delay(items, Channel.MAIL).get(Duration.ofSeconds(10));
            System.out.println(result.total() + " by " + result.channel() + ", due " + result.due());
        }
    }
}
