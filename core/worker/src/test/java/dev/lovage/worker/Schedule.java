package dev.lovage.worker;

import dev.lovage.messaging.codec.Serializers;
import dev.lovage.settings.AutoscaleRange;
import dev.lovage.worker.Script.Ending;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One seed's story: messages, workers that come and go, faults, then calm, then the judgement. */
final class Schedule {

    /** Makes the completion of each worker; a test of the test makes one that does it wrong. */
    interface Completions {
        Completion create(
                WorkerLoop loop,
                Policy policy,
                Reservations reservations,
                ModelBroker.Link publisher,
                Notes notes,
                Backoff backoff,
                TaskLog log);
    }

    private final World world;
    private final Completions completions;
    private final ModelBroker broker;
    private final ModelBackend backend;
    private final Ledger ledger;
    private final boolean calm;
    private final List<Node> nodes = new ArrayList<>();

    Schedule(long seed, Completions completions) {
        this.world = new World(seed);
        this.completions = completions;
        this.calm = world.chance(0.1);
        this.broker = new ModelBroker(world, world.chance(0.5));
        this.backend = new ModelBackend(world);
        this.ledger = new Ledger(world);
        broker.onAck(delivery -> ledger.acked(delivery.message(), backend));
        broker.onStored(ledger::stored);
        backend.onStored(ledger::stored);
    }

    void run() {
        if (calm) {
            world.stopFaults();
        }
        int messages = 1 + world.random.nextInt(20);
        for (int i = 0; i < messages; i++) {
            send("m" + i);
        }
        int workers = world.chance(0.3) ? 2 : 1;
        for (int i = 0; i < workers; i++) {
            nodes.add(new Node());
        }
        if (!calm) {
            int mishaps = world.random.nextInt(8);
            for (int i = 0; i < mishaps; i++) {
                world.soon(10_000, this::mishap);
            }
        }
        world.run(Duration.ofSeconds(15));
        world.stopFaults();
        world.run(Duration.ofMinutes(10));
        ledger.judge(broker, backend);
        if (calm) {
            ledger.judgeCalm();
        }
    }

    private void send(String id) {
        boolean malformed = world.chance(0.05);
        boolean unknown = world.chance(0.05);
        Ending ending =
                world.chance(0.6) ? Ending.RETURNS : Ending.values()[world.random.nextInt(Ending.values().length)];
        Optional<String> next =
                ending == Ending.RETURNS && world.chance(0.3) ? Optional.of("next-" + id) : Optional.empty();
        boolean early = world.chance(0.2);
        ledger.add(new Script(
                id,
                unknown ? "unknown" : early ? "early" : "late",
                ending,
                next.isEmpty() && world.chance(0.1),
                malformed,
                world.chance(0.1) ? Optional.of(time(8000)) : Optional.empty(),
                world.chance(0.05) ? Optional.of(time(3000)) : Optional.empty(),
                next));
        next.ifPresent(nextId -> ledger.add(new Script(
                nextId, "late", Ending.RETURNS, false, false, Optional.empty(), Optional.empty(), Optional.empty())));
        world.soon(5000, () -> broker.put("celery", ledger.message(id)));
    }

    private Instant time(int millis) {
        return world.now().plusMillis(world.random.nextInt(millis));
    }

    private void mishap() {
        Node node = nodes.get(world.random.nextInt(nodes.size()));
        switch (world.random.nextInt(7)) {
            case 0, 1 -> node.link.lose();
            case 2 -> node.crash();
            case 3 -> node.stopWarm();
            case 4 -> node.loop.execute(() -> node.pool.resize(1 + world.random.nextInt(5)));
            case 5 -> node.loop.execute(node.pool::renew);
            default -> node.stopCold();
        }
    }

    /** One life of a worker; another begins where it ends. */
    private final class Node {

        private final WorkerLoop loop;
        private final ModelPool pool;
        private final ModelBroker.Link link;
        private final TaskConsumer consumer;
        private boolean ending;
        private boolean ended;

        Node() {
            int concurrency = 1 + world.random.nextInt(3);
            int window = concurrency * (1 + world.random.nextInt(4));
            Policy policy = new Policy(
                    "w@sim",
                    true,
                    true,
                    true,
                    false,
                    false,
                    false,
                    false,
                    1 << 20,
                    window,
                    broker.counts(),
                    ZoneOffset.UTC,
                    Optional.empty(),
                    Optional.empty());
            loop = new WorkerLoop(world, failure -> {
                throw new AssertionError(failure);
            });
            pool = new ModelPool(world, ledger, concurrency);
            TaskConsumer[] later = new TaskConsumer[1];
            link = broker.link("celery", window, delivery -> later[0].onDelivery(delivery));
            Reservations reservations = new Reservations();
            TaskLog log = new TaskLog(world);
            Notes notes = new Notes(loop, policy, new Results(Optional.of(backend)), Serializers.standard());
            Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10), world.random);
            Completion completion = completions.create(loop, policy, reservations, link, notes, backoff, log);
            Catalog catalog = new Catalog();
            Gates gates = new Gates(policy, catalog, Serializers.standard());
            Dispatcher dispatcher = new Dispatcher(
                    loop,
                    policy,
                    gates,
                    catalog,
                    reservations,
                    completion,
                    notes,
                    log,
                    pool,
                    held -> link.window(window + held));
            consumer = new TaskConsumer(loop, dispatcher, completion, reservations, log);
            later[0] = consumer;
            world.add(loop);
            pool.start(consumer);
            if (world.chance(0.3)) {
                autoscale();
            }
            world.soon(200, link::offer);
        }

        /** By a rule that throws sometimes, answers late, or never. */
        private void autoscale() {
            Autoscaler autoscaler = new Autoscaler(
                    loop,
                    pool,
                    () -> consumer.load(pool.size()),
                    (load, range) -> {
                        CompletableFuture<Integer> answer = new CompletableFuture<>();
                        if (world.fault(0.05)) {
                            world.soon(
                                    100, () -> answer.completeExceptionally(new IllegalStateException("a bad rule")));
                        } else if (!world.fault(0.02)) {
                            world.soon(1500, () -> answer.complete(load.busy() + load.waiting()));
                        }
                        return answer;
                    },
                    new AutoscaleRange(5, 1),
                    Duration.ofSeconds(2),
                    new Followed());
            loop.execute(autoscaler::start);
            world.in(Duration.ofSeconds(15).toNanos(), () -> loop.execute(autoscaler::stop));
        }

        /** As by kill -9. */
        void crash() {
            world.tell(() -> "crash");
            if (!ended) {
                pool.vanish();
                end();
            }
        }

        void stopWarm() {
            world.tell(() -> "warm stop");
            if (ending) {
                return;
            }
            ending = true;
            link.pause();
            consumer.drain().whenComplete((nothing, failure) -> {
                pool.stop();
                world.soon(10, this::end);
            });
        }

        void stopCold() {
            world.tell(() -> "cold stop");
            if (ended) {
                return;
            }
            ending = true;
            link.pause();
            consumer.leave();
            consumer.drain().whenComplete((nothing, failure) -> world.soon(10, this::end));
            loop.execute(pool::terminate);
            world.soon(2000, () -> {
                if (!ended) {
                    consumer.abandon().whenComplete((nothing, failure) -> world.soon(10, this::end));
                }
            });
        }

        private void end() {
            if (ended) {
                return;
            }
            world.tell(() -> "worker ends");
            ended = true;
            link.close();
            world.remove(loop);
            nodes.remove(this);
            // The next life begins at once, so that there is always one to meet a mishap.
            nodes.add(new Node());
        }
    }
}
