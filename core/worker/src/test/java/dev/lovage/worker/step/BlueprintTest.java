package dev.lovage.worker.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lovage.messaging.LovageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BlueprintTest {

    private final List<String> story = new ArrayList<>();
    private final StepContext context = new StepContext();

    private abstract class Told implements Bootstep {

        @Override
        public Lifecycle create(StepContext c) {
            return Lifecycle.of(() -> story.add("start " + name()), () -> story.add("stop " + name()));
        }
    }

    private class Loop extends Told {}

    private class Broker extends Told {
        @Override
        public Set<Class<?>> requires() {
            return Set.of(Loop.class);
        }
    }

    private class ConsumerStep extends Told {
        @Override
        public Set<Class<?>> requires() {
            return Set.of(Broker.class, Loop.class);
        }
    }

    private class Egg extends Told {
        @Override
        public Set<Class<?>> requires() {
            return Set.of(Hen.class);
        }
    }

    private class Hen extends Told {
        @Override
        public Set<Class<?>> requires() {
            return Set.of(Egg.class);
        }
    }

    private class Broken extends Told {
        @Override
        public Lifecycle create(StepContext c) {
            return Lifecycle.of(
                    () -> {
                        throw new IllegalStateException("no disk");
                    },
                    () -> story.add("stop Broken"));
        }
    }

    private class Stubborn extends Told {
        @Override
        public Lifecycle create(StepContext c) {
            return Lifecycle.of(() -> {}, () -> {
                throw new IllegalStateException("stuck");
            });
        }
    }

    private class Off extends Loop {
        @Override
        public boolean enabled(StepContext c) {
            return false;
        }
    }

    private class NeedsOff extends Told {
        @Override
        public Set<Class<?>> requires() {
            return Set.of(Off.class);
        }
    }

    @Test
    void stepsStartAfterWhatTheyRequireAndStopInReverse() {
        Blueprint blueprint = new Blueprint("a worker", List.of(new ConsumerStep(), new Broker(), new Loop()));
        blueprint.start(context);
        blueprint.stop();
        assertThat(story)
                .containsExactly(
                        "start Loop", "start Broker", "start Consumer", "stop Consumer", "stop Broker", "stop Loop");
        assertThat(blueprint.state()).isEqualTo(Blueprint.State.STOPPED);
    }

    @Test
    void aCircleIsNamed() {
        assertThatThrownBy(() -> new Blueprint("a worker", List.of(new Hen(), new Egg())).start(context))
                .isInstanceOf(LovageException.class)
                .hasMessage("The steps of a worker require each other in a circle: Hen -> Egg -> Hen");
    }

    @Test
    void aMissingRequirementIsNamed() {
        assertThatThrownBy(() -> new Blueprint("a worker", List.of(new Broker())).start(context))
                .hasMessage("The step Broker of a worker requires Loop, which was not added");
        assertThatThrownBy(() -> new Blueprint("a worker", List.of(new Off(), new NeedsOff())).start(context))
                .hasMessage("The step NeedsOff of a worker requires Off, which is switched off");
    }

    @Test
    void aStepThatFailsToStartLeavesNothingHalfStarted() {
        Blueprint blueprint = new Blueprint("a worker", List.of(new Loop(), new Broken(), new Broker()));
        assertThatThrownBy(() -> blueprint.start(context))
                .hasMessage("The step Broken of a worker failed to start: java.lang.IllegalStateException: no disk");
        assertThat(story).containsExactly("start Loop", "stop Loop");
        assertThat(blueprint.state()).isEqualTo(Blueprint.State.FAILED);
    }

    @Test
    void aStepThatFailsToStopKeepsNoOtherFromStopping() {
        Blueprint blueprint = new Blueprint("a worker", List.of(new Loop(), new Stubborn(), new Broker()));
        blueprint.start(context);
        assertThatThrownBy(blueprint::stop).hasMessageContaining("Stubborn").hasMessageContaining("stuck");
        assertThat(story).contains("stop Broker", "stop Loop");
    }

    @Test
    void stoppingBeforeStartingAndStoppingTwiceAreFine() {
        Blueprint blueprint = new Blueprint("a worker", List.of(new Loop()));
        blueprint.stop();
        blueprint.stop();
        assertThat(story).isEmpty();
    }

    @Test
    void servicesAreHandedOverByType() {
        context.put(String.class, "it");
        assertThat(context.get(String.class)).isEqualTo("it");
        assertThatThrownBy(() -> context.get(Integer.class)).hasMessageContaining("No step offers a Integer");
        assertThatThrownBy(() -> context.put(String.class, "other")).hasMessageContaining("Two steps offer");
    }
}
