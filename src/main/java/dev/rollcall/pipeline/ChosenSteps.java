package dev.rollcall.pipeline;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Who does analysis and tasks: the service that is configured, or the embedded extractor. */
@ApplicationScoped
class ChosenSteps {

    private final AnalysisConfig config;
    private final AiService service;

    ChosenSteps(AnalysisConfig config, AiService service) {
        this.config = config;
        this.service = service;
    }

    @Produces
    @Singleton
    Analysis analysis() {
        return config.url().isPresent() ? new ChatAnalysis(chat(), config) : new EmbeddedExtractor();
    }

    @Produces
    @Singleton
    TaskExtraction extraction() {
        return config.url().isPresent() ? new ChatTasks(chat(), config) : new EmbeddedExtractor();
    }

    private Chat chat() {
        return new Chat(service, config);
    }
}
