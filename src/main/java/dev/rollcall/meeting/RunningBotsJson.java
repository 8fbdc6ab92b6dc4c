package dev.rollcall.meeting;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import dev.rollcall.meeting.MeetingApi.RunningBots;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;

/** Makes JSON of the list once, and puts it under both of its names: of 500 bots that is most of an answer's work. */
@RegisterForReflection
class RunningBotsJson extends JsonSerializer<RunningBots> {

    @Override
    public void serialize(RunningBots bots, JsonGenerator json, SerializerProvider serializers) throws IOException {
        String list = ((ObjectMapper) json.getCodec()).writeValueAsString(bots.runningBots());
        json.writeStartObject();
        json.writeFieldName("running_bots");
        json.writeRawValue(list);
        json.writeFieldName("running");
        json.writeRawValue(list);
        json.writeNumberField("count", bots.count());
        json.writeEndObject();
    }
}
