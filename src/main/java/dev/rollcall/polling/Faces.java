package dev.rollcall.polling;

import dev.rollcall.pipeline.PipelineApi.PipelineResult;
import dev.rollcall.pipeline.PipelineApi.ResultData;
import dev.rollcall.pipeline.PipelineResults;
import dev.rollcall.platform.Problem;
import dev.rollcall.polling.PollingApi.BotStatus;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How far bots are, for all who show it. */
@ApplicationScoped
public class Faces {

    /**
     * What a page shows of a meeting.
     *
     * @param botId null for a bot that was sent otherwise than by a trigger
     * @param errorMessage for {@code ERROR} alone
     * @param updatedAt when it came to this
     */
    public record Step(String botId, FaceStatus status, String errorMessage, Instant updatedAt) {}

    private static final ResultData NOTHING = new ResultData(List.of(), null);

    private final PolledBots bots;
    private final PipelineResults results;
    private final PollingConfig config;

    Faces(PolledBots bots, PipelineResults results, PollingConfig config) {
        this.bots = bots;
        this.results = results;
        this.config = config;
    }

    /** Of the newest bot of a meeting; empty where this user has no such meeting. */
    public Uni<Optional<Step>> ofMeeting(long userId, long meetingId) {
        return bots.ofMeeting(userId, meetingId)
                .map(found -> found.map(bot -> {
                    Face face = Face.of(bot.facts(), config.patience());
                    return new Step(bot.botId(), face.status(), face.errorMessage(), face.updatedAt());
                }));
    }

    /** A {@link Problem}: 404 for a bot that is unknown or forgotten, 403 for another's. */
    Uni<BotStatus> status(long userId, String botId) {
        return bots.byId(botId).chain(found -> {
            PolledBot bot = Reports.there(found);
            Face face = Face.of(bot.facts(), config.patience());
            if (isForgotten(bot, face)) {
                throw Problem.of(404, "Bot not found");
            }
            if (!bot.isOf(userId)) {
                throw Problem.of(403, "This bot belongs to another user.");
            }
            return result(bot, face).map(result -> answer(bot, face, result));
        });
    }

    boolean isForgotten(PolledBot bot, Face face) {
        return face.finishedAt() != null
                && !bot.facts().now().isBefore(face.finishedAt().plus(config.keep()));
    }

    private Uni<Optional<Object>> result(PolledBot bot, Face face) {
        return switch (face.result()) {
            case NONE -> Uni.createFrom().item(Optional.empty());
            case EMPTY -> Uni.createFrom().item(Optional.of(NOTHING));
            case OF_REPORT ->
                Uni.createFrom().item(Optional.of(bot.reportedResult().getMap()));
            case OF_JOB ->
                results.of(bot.meetingId())
                        .map(found ->
                                Optional.of(found.map(PipelineResult::data).orElse(NOTHING)));
        };
    }

    private static BotStatus answer(PolledBot bot, Face face, Optional<Object> result) {
        return new BotStatus(
                bot.botId(),
                face.status().wire(),
                bot.owner(),
                bot.createdAt(),
                face.updatedAt(),
                face.errorMessage(),
                face.sessionId(),
                result.orElse(null));
    }
}
