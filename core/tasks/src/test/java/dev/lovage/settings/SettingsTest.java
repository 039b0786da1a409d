package dev.lovage.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @TempDir
    Path folder;

    @Test
    void withoutAnythingTheDefaultsAreCelerysButForLateAcknowledgement() {
        Settings settings = loader().load();
        assertThat(settings.taskDefaultQueue()).isEqualTo("celery");
        assertThat(settings.workerPrefetchMultiplier()).isEqualTo(4);
        assertThat(settings.resultExpires()).isEqualTo(Duration.ofDays(1));
        assertThat(settings.acceptContent()).containsExactly("json");
        assertThat(settings.taskAcksLate()).isTrue();
        assertThat(settings.publishTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.maxMessageBytes()).isEqualTo(16L << 20);
        assertThat(settings.workerConcurrency()).isPositive();
        assertThat(settings.origin("worker_concurrency")).isEqualTo("default");
    }

    @Test
    void withoutABrokerTheEmbeddedOneIsUsedForResultsToo() {
        Settings settings = loader().load();
        String file = folder.resolve(".lovage/lovage.sqlite").toString();
        assertThat(settings.embedded()).isTrue();
        assertThat(settings.brokerUrl()).isEqualTo("sqla+sqlite:///" + file);
        assertThat(settings.resultBackend()).contains("db+sqlite:///" + file);

        Settings redis = loader().code(s -> s.brokerUrl("redis://localhost")).load();
        assertThat(redis.embedded()).isFalse();
        assertThat(redis.resultBackend()).isEmpty();
    }

    @Test
    void theEmbeddedFolderKeepsItselfOutOfVersionControl() throws IOException {
        Embedded.prepare(folder);
        assertThat(Files.readString(folder.resolve(".lovage/.gitignore"))).isEqualTo("*\n");
    }

    @Test
    void strongerPlacesBeatWeakerOnes() throws IOException {
        SettingsLoader loader = loader().code(s -> s.workerConcurrency(1));
        assertThat(loader.load().workerConcurrency()).isEqualTo(1);
        assertThat(loader.load().origin("worker_concurrency")).isEqualTo("code");

        yaml("# sizes\nworker-concurrency: 2\n");
        assertThat(loader.load().workerConcurrency()).isEqualTo(2);
        assertThat(loader.load().origin("worker-concurrency")).isEqualTo("lovage.yaml line 2");

        loader.environment(Map.of("CELERY_WORKER_CONCURRENCY", "3"));
        assertThat(loader.load().workerConcurrency()).isEqualTo(3);

        loader.environment(Map.of("CELERY_WORKER_CONCURRENCY", "3", "LOVAGE_WORKER_CONCURRENCY", "4"));
        assertThat(loader.load().workerConcurrency()).isEqualTo(4);
        assertThat(loader.load().origin("worker_concurrency")).isEqualTo("environment LOVAGE_WORKER_CONCURRENCY");

        Properties properties = new Properties();
        properties.setProperty("lovage.worker-concurrency", "5");
        loader.systemProperties(properties);
        assertThat(loader.load().workerConcurrency()).isEqualTo(5);

        loader.commandLine(Map.of("worker_concurrency", "6"));
        assertThat(loader.load().workerConcurrency()).isEqualTo(6);
        assertThat(loader.load().origin("worker_concurrency")).isEqualTo("command line");
    }

    @Test
    void yamlMayBeNestedAndTakeValuesFromTheEnvironment() throws IOException {
        yaml("""
                broker-url: ${BROKER:redis://localhost}
                result_backend: ${RESULTS}
                worker: { concurrency: 8, prefetch-multiplier: 2, pool: threads }
                task:
                  acks_late: false
                  default-queue: work
                result-expires: 2h
                timezone: Europe/Oslo
                accept-content: [json, pickle]
                broker_transport_options: { visibility_timeout: 60, global_keyprefix: app1 }
                """);
        Settings settings =
                loader().environment(Map.of("RESULTS", "redis://other")).load();
        assertThat(settings.brokerUrl()).isEqualTo("redis://localhost");
        assertThat(settings.resultBackend()).contains("redis://other");
        assertThat(settings.workerConcurrency()).isEqualTo(8);
        assertThat(settings.workerPrefetchMultiplier()).isEqualTo(2);
        assertThat(settings.workerPool()).isEqualTo("threads");
        assertThat(settings.taskAcksLate()).isFalse();
        assertThat(settings.taskDefaultQueue()).isEqualTo("work");
        assertThat(settings.resultExpires()).isEqualTo(Duration.ofHours(2));
        assertThat(settings.timezone()).isEqualTo(ZoneId.of("Europe/Oslo"));
        assertThat(settings.acceptContent()).isEqualTo(List.of("json", "pickle"));
        assertThat(settings.brokerTransportOptions())
                .containsEntry("visibility_timeout", 60)
                .containsEntry("global_keyprefix", "app1");
        assertThat(settings.origin("task_default_queue")).isEqualTo("lovage.yaml line 6");
    }

    @Test
    void anUnknownKeyGetsASuggestionAndItsPlace() throws IOException {
        assertError(
                loader().environment(Map.of("LOVAGE_WORKER_CONCURENCY", "3")),
                "There is no setting 'WORKER_CONCURENCY' in environment LOVAGE_WORKER_CONCURENCY. Did you mean "
                        + "'worker_concurrency'?");
        assertError(loader().code(s -> s.set("task_ack_late", true)), "in code. Did you mean 'task_acks_late'?");
        yaml("broker-url: redis://\nworker:\n  concurency: 3\n");
        assertError(
                loader(),
                "There is no setting 'worker_concurency' in lovage.yaml line 3. Did you mean 'worker_concurrency'?");
    }

    @Test
    void aSettingThatOnlyCeleryHasIsNoMisspelling() {
        assertError(
                loader().commandLine(Map.of("worker_timer_precision", "1")),
                "is a setting of Celery that this version of Lovage does not have");
        Settings settings = loader().environment(Map.of(
                        "CELERY_LOADER",
                        "x",
                        "CELERY_WORKER_TIMER_PRECISION",
                        "1",
                        "CELERY_RDB_HOST",
                        "y",
                        "PATH",
                        "/bin"))
                .load();
        assertThat(settings).hasToString("Settings{}");
    }

    @Test
    void aValueOfTheWrongTypeSaysWhatItMustBe() {
        assertError(
                loader().commandLine(Map.of("worker_concurrency", "0")),
                "worker_concurrency must be at least 1, was 0 (command line)");
        assertError(
                loader().environment(Map.of("LOVAGE_TASK_ACKS_LATE", "maybe")),
                "task_acks_late must be true or false, was maybe (environment LOVAGE_TASK_ACKS_LATE)");
        assertError(
                loader().code(s -> s.set("publish_timeout", "soon")),
                "publish_timeout must be a time such as 10 (seconds), 250ms, 10s, 5m");
        assertError(loader().code(s -> s.set("timezone", "Mars")), "must be a time zone such as UTC");
        assertError(loader().code(s -> s.set("max_message_bytes", "big")), "must be a size such as");
        assertError(loader().code(s -> s.taskDefaultQueueType("fast")), "must be one of classic, quorum, was fast");
    }

    @ParameterizedTest
    @CsvSource({
        "'10,2', 10, 2",
        "'2,10', 10, 2",
        "10, 10, 1",
        "'10, 0', 10, 1",
        "'0,10', 10, 1",
        "1, 1, 1",
        "' 3 , 3 ', 3, 3"
    })
    void autoscalingTakesTwoNumbersInAnyOrderOrTheLargerAlone(String said, int max, int min) {
        assertThat(loader().commandLine(Map.of("worker_autoscale", said)).load().workerAutoscale())
                .contains(new AutoscaleRange(max, min));
        assertThat(loader().code(s -> s.workerAutoscale(max, min)).load().workerAutoscale())
                .contains(new AutoscaleRange(max, min));
    }

    @Test
    void autoscalingMayBeAListInYaml() throws IOException {
        yaml("worker_autoscale: [10, 2]\n");
        assertThat(loader().load().workerAutoscale()).contains(new AutoscaleRange(10, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ten", "10,2,3", "-1", "10,-2", "", ",", "0", "0,0", "2.5", "10;2", "99999999999"})
    void whatIsNoPairOfNumbersIsRefusedWithWhatItMustBe(String said) {
        assertError(
                loader().commandLine(Map.of("worker_autoscale", said)),
                "worker_autoscale must be the most and the least slots as in 10,2, or the most alone, at least 1 of each, was "
                        + said + " (command line)");
    }

    @Test
    void autoscalingInCodeIsRefusedAlike() {
        assertError(loader().code(s -> s.workerAutoscale(10, -2)), "at least 1 of each, was 10,-2 (code)");
        assertThatThrownBy(() -> new AutoscaleRange(2, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "worker_autoscale must be the most and the least slots as in 10,2, at least 1 of each, was 2,10");
    }

    @Test
    void timesAndSizesMayHaveUnits() {
        assertThat(loader().code(s -> s.set("publish_timeout", "250ms")).load().publishTimeout())
                .isEqualTo(Duration.ofMillis(250));
        assertThat(loader().code(s -> s.set("publish_timeout", 1.5)).load().publishTimeout())
                .isEqualTo(Duration.ofMillis(1500));
        assertThat(loader().code(s -> s.set("publish_timeout", "5m")).load().publishTimeout())
                .isEqualTo(Duration.ofMinutes(5));
        assertThat(loader().code(s -> s.set("max_message_bytes", "32m")).load().maxMessageBytes())
                .isEqualTo(32L << 20);
    }

    @Test
    void secretsAreNotShown() {
        Settings settings = loader().code(s -> s.brokerUrl("amqp://me:hush@one//;amqp://me:hush@two//")
                        .resultBackend("redis://:hush@three")
                        .brokerTransportOptions(Map.of("password", "hush", "visibility_timeout", 60)))
                .load();
        assertThat(settings.toString())
                .doesNotContain("hush")
                .contains("amqp://me:**@two")
                .contains("visibility_timeout=60");
        assertThat(settings.table().toString()).doesNotContain("hush");
        assertThatThrownBy(() -> loader().code(s -> s.set("broker_transport_options", "hush"))
                        .load())
                .hasMessageNotContaining("hush");
    }

    @Test
    void whatTheProgramSaysCanBeToldToAnotherProcess() {
        Settings said = loader().code(s -> s.brokerUrl("redis://:hush@host")
                        .publishTimeout(Duration.ofMillis(1500))
                        .acceptContent(List.of("json", "pickle"))
                        .brokerTransportOptions(Map.of("visibility_timeout", 60)))
                .load();
        Settings heard = loader().code(s -> {
                    said.code().forEach(s::set);
                    return s;
                })
                .load();
        assertThat(heard.brokerUrl()).isEqualTo("redis://:hush@host");
        assertThat(heard.publishTimeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(heard.acceptContent()).containsExactly("json", "pickle");
        assertThat(heard.brokerTransportOptions()).containsEntry("visibility_timeout", 60);
        assertThat(loader().load().code()).isEmpty();
    }

    private SettingsLoader loader() {
        return Settings.loader()
                .environment(Map.of())
                .systemProperties(new Properties())
                .folder(folder);
    }

    private void yaml(String text) throws IOException {
        Files.writeString(folder.resolve("lovage.yaml"), text);
    }

    private static void assertError(SettingsLoader loader, String text) {
        assertThatThrownBy(loader::load).isInstanceOf(SettingsException.class).hasMessageContaining(text);
    }
}
