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

    /** A service that a step offers. */
    private interface Lamp {}

    private class LampStep extends Told {
        @Override
        public Set<Class<?>> offers() {
            return Set.of(Lamp.class);
        }

        @Override
        public Lifecycle create(StepContext c) {
            c.put(Lamp.class, new Lamp() {});
            return super.create(c);
        }
    }

    private class Reader extends Told {
        @Override
        public Set<Class<?>> requires() {
            return Set.of(Lamp.class);
        }

        @Override
        public Lifecycle create(StepContext c) {
            assertThat(c.get(Lamp.class)).isNotNull();
            return super.create(c);
        }
    }

    private class Candle extends LampStep {
        @Override
        public java.util.Optional<Class<? extends Bootstep>> replaces() {
            return java.util.Optional.of(LampStep.class);
        }
    }

    private class Liar extends Told {
        @Override
        public Set<Class<?>> offers() {
            return Set.of(Lamp.class);
        }
    }

    private class Greedy extends Told {
        @Override
        public Lifecycle create(StepContext c) {
            c.get(Lamp.class);
            return super.create(c);
        }
    }

    private class Ready extends Told {
        @Override
        public boolean last() {
            return true;
        }
    }

    private class AfterReady extends Told {
        @Override
        public Set<Class<?>> requires() {
            return Set.of(Ready.class);
        }
    }

    @Test
    void aServiceCanBeRequiredByItsType() {
        new Blueprint("a worker", List.of(new Reader(), new LampStep())).start(context);
        assertThat(story).containsExactly("start Lamp", "start Reader");
    }

    @Test
    void aStepInThePlaceOfAnotherServesWhoeverRequiresThatOne() {
        class NeedsTheStep extends Told {
            @Override
            public Set<Class<?>> requires() {
                return Set.of(LampStep.class);
            }
        }
        Steps steps = new Steps("a worker", List.of(new NeedsTheStep(), new LampStep(), new Reader()));
        steps.add(new Candle());
        new Blueprint(steps).start(context);
        assertThat(story).containsExactly("start Candle", "start NeedsThe", "start Reader");
    }

    @Test
    void whoOffersWhatIsMissingIsNamed() {
        Steps steps = new Steps("a worker", List.of(new LampStep(), new Reader()));
        steps.remove(LampStep.class);
        assertThatThrownBy(() -> new Blueprint(steps).start(context))
                .hasMessage("The step Reader of a worker requires Lamp, which the step Lamp offers, and that is"
                        + " switched off");
        assertThatThrownBy(() -> new Blueprint("a worker", List.of(new Reader())).start(context))
                .hasMessage("The step Reader of a worker requires Lamp, which no step offers");
        assertThatThrownBy(() -> new Blueprint("a worker", List.of(new Greedy(), new LampStep())).start(context))
                .hasMessage("The step Greedy of a worker failed to start: There is no Lamp yet. It is offered by the"
                        + " step Lamp; name Lamp.class in requires() to start after it");
    }

    @Test
    void aStepThatDoesNotOfferWhatItSaysIsNamed() {
        assertThatThrownBy(() -> new Blueprint("a worker", List.of(new Loop(), new Liar())).start(context))
                .hasMessage("The step Liar of a worker says that it offers a Lamp, but put none into the context");
        assertThat(story).containsExactly("start Loop", "start Liar", "stop Liar", "stop Loop");
    }

    @Test
    void aLastStepStartsAfterAllThatDoNotRequireIt() {
        new Blueprint("a worker", List.of(new Ready(), new AfterReady(), new Loop(), new Broker())).start(context);
        assertThat(story).containsExactly("start Loop", "start Broker", "start Ready", "start AfterReady");
    }

    @Test
    void stepsOfABlueprintInsideMayRequireWhatIsAround() {
        Steps around = new Steps("a worker", List.of(new LampStep()));
        Steps inside = new Steps("a consumer", List.of(new Reader()));
        Blueprint inner = Blueprint.within(around, inside);
        assertThat(inner.requires(context)).containsExactly(Lamp.class);
        assertThatThrownBy(() -> Blueprint.within(new Steps("a worker", List.of()), inside)
                        .order(context))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("The step Reader of a consumer requires Lamp");
    }

    @Test
    void twoStepsOfOneNameAreRefused() {
        class Named extends Loop {
            @Override
            public String name() {
                return "loop";
            }
        }
        assertThatThrownBy(() -> new Blueprint("a worker", List.of(new Loop(), new Named())).start(context))
                .isInstanceOf(StepException.class)
                .hasMessageStartingWith(
                        "Two steps of a worker are called loop: dev.lovage.worker.step.BlueprintTest$Loop"
                                + " and dev.lovage.worker.step.BlueprintTest$1Named. Let one have another name()");
        assertThat(story).isEmpty();
    }

    @Test
    void aStepWithoutANameHasThatOfItsClass() {
        assertThat(new Told() {}.name()).matches("BlueprintTest\\$\\d+");
    }

    @Test
    void aStepThatCantSayWhatItIsIsNamed() {
        class Unsure extends Told {
            @Override
            public boolean enabled(StepContext c) {
                throw new IllegalStateException("who knows");
            }
        }
        class Wanting extends Told {
            @Override
            public Set<Class<?>> requires() {
                throw new IllegalStateException("everything");
            }
        }
        assertThatThrownBy(() -> new Blueprint("a worker", List.of(new Unsure())).start(context))
                .isInstanceOf(StepException.class)
                .hasMessage(
                        "The step Unsure of a worker failed in enabled(): java.lang.IllegalStateException: who knows");
        assertThatThrownBy(() -> new Blueprint("a worker", List.of(new Wanting())).start(context))
                .isInstanceOf(StepException.class)
                .hasMessage(
                        "The step Wanting of a worker failed in requires(): java.lang.IllegalStateException: everything");
    }

    /** A lamp for each step. */
    private interface Lamps extends Lamp, PerStep<Lamp> {}

    private record OwnLamp(String whose, List<String> story) implements Lamp, AutoCloseable {
        @Override
        public void close() {
            story.add("lamp of " + whose + " out");
        }
    }

    private class LampsStep extends Told {
        @Override
        public Set<Class<?>> offers() {
            return Set.of(Lamp.class);
        }

        @Override
        public Lifecycle create(StepContext c) {
            Lamps lamps = step -> new OwnLamp(step.name(), story);
            c.put(Lamp.class, lamps);
            return super.create(c);
        }
    }

    @Test
    void whatAStepHasOfAServiceEndsWithTheStep() {
        class Failing extends Told {
            @Override
            public Lifecycle create(StepContext c) {
                c.get(Lamp.class);
                throw new IllegalStateException("no disk");
            }
        }
        Blueprint blueprint = new Blueprint("a worker", List.of(new LampsStep(), new Reader(), new Failing()));
        assertThatThrownBy(() -> blueprint.start(context)).hasMessageContaining("no disk");
        assertThat(story)
                .containsExactly(
                        "start Lamps",
                        "start Reader",
                        "lamp of Failing out",
                        "lamp of Reader out",
                        "stop Reader",
                        "stop Lamps");
    }

    @Test
    void stepsCanBeChangedUntilTheyStart() {
        Steps steps = new Steps("a worker", List.of(new Loop(), new Broker()));
        assertThatThrownBy(() -> steps.add(new Loop())).hasMessage("a worker has the step Loop twice");
        assertThatThrownBy(() -> steps.replace(Hen.class, new Egg()))
                .hasMessageContaining("can't replace Hen: a worker has no such step. It has Loop, Broker");
        assertThat(steps.remove("brokr")).isFalse();
        assertThat(steps.near("brokr")).contains("Broker");
        assertThat(steps.remove("broker")).isTrue();
        new Blueprint(steps).start(context);
        assertThat(story).containsExactly("start Loop");
        assertThatThrownBy(() -> steps.add(new Egg())).hasMessageContaining("Change them before start()");
    }
}
