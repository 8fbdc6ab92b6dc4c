package dev.rollcall.platform;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/** JSON that is nearly right is refused where a guess would change its meaning. */
@Singleton
class StrictJson implements ObjectMapperCustomizer {

    /** No body of ours goes below five; what is stored must be readable by any client later. */
    static final int DEEPEST = 100;

    @Override
    public void customize(ObjectMapper mapper) {
        // 2.9 bots are not 2
        mapper.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
        // {"a": 1} and something more is not one document
        mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        // of {"platform": "zoom", "platform": "teams"} we would use the last, and a proxy before us perhaps the first
        mapper.getFactory().configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature(), true);
        mapper.getFactory()
                .setStreamReadConstraints(mapper.getFactory()
                        .streamReadConstraints()
                        .rebuild()
                        .maxNestingDepth(DEEPEST)
                        .build());
    }
}
