package dev.lovage.testkit;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.Brokers;
import dev.lovage.messaging.Queue;
import dev.lovage.messaging.SubscribeOptions;
import java.util.List;
import java.util.Map;

/** A consumer in a process of its own that takes, settles nothing, and waits to be killed. */
public final class ConsumerMain {

    private ConsumerMain() {}

    /**
     * Takes the URL, the lease in seconds, the queue, the prefetch window, and the queue's arguments as {@code name=number};
     * prints a line for each delivery.
     */
    public static void main(String[] args) throws InterruptedException {
        BrokerOptions options =
                BrokerOptions.defaults().withTransportOptions(Map.of("visibility_timeout", Integer.parseInt(args[1])));
        Queue queue = Queue.named(args[2]);
        for (String argument : List.of(args).subList(4, args.length)) {
            int equals = argument.indexOf('=');
            queue = queue.withArgument(argument.substring(0, equals), Integer.parseInt(argument.substring(equals + 1)));
        }
        try (Broker broker = Brokers.open(args[0], options)) {
            broker.subscribe(SubscribeOptions.of(List.of(queue), Integer.parseInt(args[3])), delivery -> {
                System.out.println("took " + Inbox.text(delivery));
                System.out.flush();
            });
            Thread.currentThread().join();
        }
    }
}
