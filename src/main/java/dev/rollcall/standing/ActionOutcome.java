package dev.rollcall.standing;

import dev.rollcall.platform.Problem.FieldError;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What came of an action. It travels between replicas, so it is plain data. */
public sealed interface ActionOutcome {

    /** @param result what the service has answered; empty where it acknowledges nothing */
    record Done(JsonObject result) implements ActionOutcome {

        /** Without what was answered. */
        @Override
        public String toString() {
            return "Done";
        }
    }

    /** Fields of the action are wrong; nothing was sent. Answered 422 with all of them. */
    record Invalid(List<FieldError> errors) implements ActionOutcome {}

    /**
     * @param status as an HTTP answer of ours would have it: 404 no such room, 409 refused by the service, 502 the service
     *     answered wrongly, 503 not connected at present, 504 no answer in time
     */
    record NotDone(int status, String sentence) implements ActionOutcome {}
}
