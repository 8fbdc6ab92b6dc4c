package dev.rollcall.meeting;

import static io.restassured.RestAssured.given;

import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OpenApiTest {
    @Test
    void dump() throws Exception {
        Files.writeString(
                Path.of("/tmp/h-openapi.json"),
                given().get("/q/openapi?format=json").asString());
    }
}
