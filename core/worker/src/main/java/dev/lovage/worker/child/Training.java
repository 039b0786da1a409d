package dev.lovage.worker.child;

import dev.lovage.messaging.codec.Serializers;
import dev.lovage.wire.TaskMessage;
import dev.lovage.worker.ChildOptions;
import dev.lovage.worker.Request;
import dev.lovage.worker.app.TrainingCode;
import dev.lovage.worker.channel.Frame;
import dev.lovage.worker.channel.Frame.Done;
import dev.lovage.worker.channel.Frame.Hello;
import dev.lovage.worker.channel.Frame.Run;
import dev.lovage.worker.channel.Frame.Setup;
import dev.lovage.worker.channel.Frame.Stop;
import dev.lovage.worker.channel.FrameInput;
import dev.lovage.worker.channel.FrameOutput;
import dev.lovage.worker.channel.Frames;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A child that is its own parent: it starts, loads code as if it were a user's, runs a few tasks and ends as every child does, so
 * that the virtual machine learns which classes that takes and writes them into an archive. Runs no code of the user's.
 */
public final class Training {

    private static final long MAX_RESULT_BYTES = 1 << 20;

    private Training() {}

    /** Started by a process pool only; the argument is a folder, which is there, private and empty. */
    public static void main(String[] args) throws IOException {
        endWith(System.in);
        Path folder = Path.of(args[0]);
        Path socket = folder.resolve("socket");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread parent = new Thread(() -> lead(server), "lovage-training");
        parent.setDaemon(true);
        parent.start();
        List<String> applications = new ArrayList<>(TrainingCode.write(folder));
        applications.add(TrainingTasks.class.getName());
        Setup setup = new Setup(
                new byte[32],
                socket.toString(),
                applications,
                List.of(),
                List.of(),
                Map.of("task_track_started", "true"),
                MAX_RESULT_BYTES,
                "training@localhost",
                Optional.empty());
        System.setIn(new ByteArrayInputStream(Frames.encode(setup)));
        ChildMain.serve(ChildOptions.Leftovers.REPORT);
    }

    /** Whoever started this holds the other end of its input. */
    private static void endWith(InputStream starter) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (starter.read() >= 0) {
                            Thread.onSpinWait();
                        }
                    } catch (IOException e) {
                        Runtime.getRuntime().halt(1);
                    }
                    Runtime.getRuntime().halt(1);
                },
                "lovage-training-end");
        thread.setDaemon(true);
        thread.start();
    }

    private static void lead(ServerSocketChannel server) {
        // Neither is closed: a child that loses its parent ends without the archive.
        try {
            SocketChannel child = server.accept();
            FrameInput in = new FrameInput(child);
            FrameOutput out = new FrameOutput(child);
            List<Request> lessons = new ArrayList<>(lessons());
            for (Optional<Frame> heard = in.await(); heard.isPresent(); heard = in.await()) {
                if (heard.get() instanceof Hello || heard.get() instanceof Done) {
                    out.send(lessons.isEmpty() ? new Stop() : new Run(lessons.remove(0)));
                }
            }
        } catch (IOException e) {
            Runtime.getRuntime().halt(1);
        }
    }

    private static List<Request> lessons() {
        Map<String, Object> parcel = Map.of("to", "Lübeck", "weight", 1.5, "rooms", List.of(1, 2));
        Request weigh = request("lovage.training.weigh", parcel, 2, Map.of("fragile", true));
        return List.of(weigh, request("lovage.training.fail"), request("lovage.training.weigh", "no parcel"), weigh);
    }

    private static Request request(String task, Object... args) {
        return new Request(
                1,
                "training",
                task,
                TaskMessage.builder("training", task)
                        .args(Arrays.asList(args))
                        .build()
                        .encode(Serializers.standard()),
                "celery",
                "",
                "celery",
                false,
                0,
                Optional.empty(),
                Optional.empty());
    }
}
