package dev.rollcall.pipeline;

import dev.rollcall.extract.ActionItem;
import dev.rollcall.extract.Extraction;
import dev.rollcall.extract.Extractor;
import dev.rollcall.extract.Line;
import dev.rollcall.pipeline.Conversation.Said;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Analysis and tasks by the plain rules of {@link Extractor}, without any service. */
final class EmbeddedExtractor implements Analysis, TaskExtraction {

    @Override
    public Uni<String> summary(Conversation said) {
        return extraction(said).map(Extraction::summary).map(text -> text == null || text.isBlank() ? null : text);
    }

    @Override
    public Uni<List<FoundTask>> tasks(Conversation said, String summary) {
        Map<Long, Said> lines = said.lines().stream().collect(Collectors.toMap(Said::id, Function.identity()));
        return extraction(said)
                .map(found -> found.items().stream()
                        .map(item -> task(item, lines.get(item.lineId())))
                        .toList());
    }

    /** A long meeting takes some hundred milliseconds, which no event loop has. */
    private static Uni<Extraction> extraction(Conversation said) {
        return Uni.createFrom()
                .item(() -> Extractor.extract(
                        said.lines().stream().map(EmbeddedExtractor::line).toList(), said.day()))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private static Line line(Said said) {
        return new Line(said.id(), said.speaker(), said.start(), said.text(), said.language());
    }

    private static FoundTask task(ActionItem item, Said line) {
        return new FoundTask(item.what(), item.owner(), item.due(), item.dueDate(), null, line);
    }
}
