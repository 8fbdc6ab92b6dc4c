package dev.rollcall.platform;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ProblemsTest {

    @Test
    void aProblemKeepsItsSentenceItsExtensionsAndItsRetryAfter() {
        problem(given().get("/test/failing/problem").then(), 429)
                .header("Retry-After", "30")
                .body("type", equalTo("about:blank"))
                .body("title", equalTo("Too Many Requests"))
                .body("detail", equalTo("Too many bots."))
                .body("limit", equalTo(5))
                .body("errors", nullValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "{\"text\": }", "nonsense", "{} {}", "{\"number\": 1} x", "{\"inner\": [{\"flag\": tru}]}"})
    void whatIsNotJsonIs400(String body) {
        problem(send(body), 400).body("detail", containsString("The request body is not valid JSON"));
    }

    @Test
    void aDocumentWithinADocumentWithinADocumentIs400() {
        problem(send("{\"unknown\": " + "[".repeat(5000)), 400);
    }

    @Test
    void invalidUtf8Is400() {
        ValidatableResponse answer = given().contentType(ContentType.JSON)
                .body(new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'})
                .post("/test/failing/body")
                .then();
        problem(answer, 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null"})
    void aMissingBodyIs400(String body) {
        problem(send(body), 400).body("detail", equalTo("The request body is empty; it must be a JSON object."));
    }

    @Test
    void aBodyMayBeMissingWhereTheResourceSaysSo() {
        given().noContentType()
                .post("/test/failing/optional-body")
                .then()
                .statusCode(200)
                .body(equalTo("\"none\""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"number": "x"}               | number         | number must be a whole number
                    {"number": 1.5}               | number         | number must be a whole number
                    {"number": 99999999999}       | number         | number must be a whole number
                    {"text": {}}                  | text           | text must be a text
                    {"text": ["a"]}               | text           | text must be a text
                    {"inner": 5}                  | inner          | inner must be a list
                    {"inner": [{"flag": "maybe"}]}| inner[0].flag  | inner[0].flag must be true or false
                    {"inner": [1]}                | inner[0]       | inner[0] must be an object
                    {"at": "yesterday"}           | at             | at must be a time
                    []                            | body           | The request body must be an object
                    "text"                        | body           | The request body must be an object
                    """)
    void aFieldOfTheWrongTypeIs422AndNamed(String body, String field, String sentence) {
        problem(send(body), 422)
                .body("errors.field", contains(field))
                .body("errors[0].message", containsString(sentence))
                .body("detail", containsString(sentence));
    }

    @Test
    void unknownFieldsAreIgnored() {
        send("{\"number\": 3, \"unknown\": {}}").statusCode(200).body("number", equalTo(3));
    }

    @Test
    void anUnknownPathIs404() {
        problem(given().get("/no/such/thing").then(), 404).body("detail", equalTo("There is nothing at this address."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "1.5", "99999999999999999999"})
    void aPathParameterThatIsNoNumberIs404(String number) {
        problem(given().get("/test/failing/number/" + number).then(), 404);
    }

    @Test
    void aWrongMethodIs405() {
        problem(given().delete("/test/failing/problem").then(), 405);
    }

    @Test
    void anotherContentTypeIs415() {
        problem(
                given().contentType("text/csv")
                        .body("a,b")
                        .post("/test/failing/body")
                        .then(),
                415);
    }

    @Test
    void aNonsensicalContentTypeIs415() {
        byte[] body = {'{', '}'};
        problem(
                given().header("Content-Type", "nonsense")
                        .body(body)
                        .post("/test/failing/body")
                        .then(),
                415);
    }

    @Test
    void anUnacceptableAcceptIs406() {
        problem(given().accept("image/png").get("/test/failing/number/1").then(), 406);
    }

    @Test
    void insidesStayInside() {
        problem(given().get("/test/failing/insides").then(), 500)
                .body("error_id", matchesPattern("[0-9a-f-]{36}"))
                .body("detail", not(containsString("password")));
    }

    @Test
    void aConnectionThatIsRefusedIs503HoweverWrapped() {
        problem(given().get("/test/failing/connection-refused").then(), 503)
                .header("Retry-After", "2")
                .body("detail", not(containsString("5432")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(textBlock = """
                    08006, 503
                    53300, 503
                    57P03, 503
                    57014, 503
                    55P03, 503
                    40001, 503
                    40P01, 503
                    25006, 503
                    23505, 409
                    22021, 422
                    23502, 500
                    """)
    void anErrorOfTheDatabaseIsAnsweredByItsSqlState(String sqlState, int status) {
        problem(sql("do $$ begin raise exception 'secret' using errcode = '" + sqlState + "'; end $$"), status)
                .body("detail", not(containsString("secret")));
    }

    @Test
    void aStatementThatTakesTooLongIs503() {
        problem(given().get("/test/failing/slow-statement").then(), 503);
    }

    @Test
    void aConnectionThatBreaksUnderWayIs503() {
        problem(sql("select pg_terminate_backend(pg_backend_pid())"), 503);
    }

    @Test
    void everyFieldErrorIsToldAtOnce() {
        FieldErrors errors = new FieldErrors();
        errors.checkText("name", "x".repeat(11), 10);
        errors.checkText("title", "a\nb", 10);
        errors.checkText("fine", "🎉".repeat(10), 10);
        errors.wholeNumber("limit", "many", 1, 100, 50);
        Problem problem = org.junit.jupiter.api.Assertions.assertThrows(Problem.class, errors::throwIfAny);
        org.assertj.core.api.Assertions.assertThat(problem.errors())
                .extracting(Problem.FieldError::field)
                .containsExactly("name", "title", "limit");
    }

    private static ValidatableResponse send(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/test/failing/body")
                .then();
    }

    private static ValidatableResponse sql(String statement) {
        return given().contentType(ContentType.TEXT)
                .body(statement)
                .post("/test/failing/sql")
                .then();
    }

    private static ValidatableResponse problem(ValidatableResponse answer, int status) {
        return answer.log()
                .ifValidationFails()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("status", equalTo(status));
    }
}
