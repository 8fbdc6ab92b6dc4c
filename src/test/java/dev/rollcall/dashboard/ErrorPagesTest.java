package dev.rollcall.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ErrorPagesTest {

    @Test
    void without_a_database_the_page_says_so_and_tries_again_by_itself() {
        Response answer = Browser.ofAdmin().get("/ui/test/no-database");

        Document page = Jsoup.parse(answer.asString());
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("2");
        assertThat(page.select("[role=alert]").text()).startsWith("The database cannot be reached");
        assertThat(page.select("meta[http-equiv=refresh]").attr("content")).isEqualTo("3");
    }

    @Test
    void what_nobody_foresaw_tells_an_id_and_nothing_of_the_insides() {
        Response answer = Browser.ofAdmin().get("/ui/test/wrong");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.asString()).contains("logged under the id").doesNotContain("nonsense", "nowhere");
        assertThat(answer.contentType()).startsWith("text/html");
    }

    @Test
    void other_problems_are_not_tried_again() {
        Document page = Jsoup.parse(Browser.ofAdmin().get("/ui/nothing").asString());

        assertThat(page.select("meta[http-equiv=refresh]")).isEmpty();
        assertThat(page.select("a[href=/ui]")).hasSize(1);
    }
}
