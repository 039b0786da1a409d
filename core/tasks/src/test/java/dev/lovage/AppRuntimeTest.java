package dev.lovage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.messaging.Broker;
import dev.lovage.results.ResultBackend;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AppRuntimeTest {

    @Test
    void anAppInARuntimeOpensNothingItself() {
        try (TestApp test = TestApp.plain();
                Lovage child = Lovage.builder("child")
                        .broker("redis://never-opened")
                        .runtime(new AppRuntime() {
                            @Override
                            public Broker broker() {
                                return test.app.broker();
                            }

                            @Override
                            public Optional<ResultBackend> resultBackend() {
                                return test.app.resultBackend();
                            }
                        })
                        .build()) {
            String id = child.signature("t").args(1).delay().id();
            child.close();
            assertThat(test.message("celery").id()).isEqualTo(id);
        }
    }
}
