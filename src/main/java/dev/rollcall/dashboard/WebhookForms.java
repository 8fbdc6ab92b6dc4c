package dev.rollcall.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.rollcall.access.Caller;
import dev.rollcall.access.WebhookApi.SecretChange;
import dev.rollcall.access.WebhookApi.WebhookChange;
import dev.rollcall.access.WebhookConfig;
import dev.rollcall.access.WebhookSecrets;
import dev.rollcall.access.WebhookSettings;
import dev.rollcall.dashboard.WebhooksView.Filter;
import dev.rollcall.dashboard.WebhooksView.Form;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Problem;
import dev.rollcall.webhook.Deliveries;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Where a user's webhook leads, of what it is told, and its secret, which no page ever shows. */
@Path("/")
@Page
@RolesAllowed("user")
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
class WebhookForms {

    private final Caller caller;
    private final WebhookSettings settings;
    private final WebhookSecrets secrets;
    private final WebhookConfig config;
    private final Webhooks webhooks;
    private final Deliveries deliveries;

    WebhookForms(
            Caller caller,
            WebhookSettings settings,
            WebhookSecrets secrets,
            WebhookConfig config,
            Webhooks webhooks,
            Deliveries deliveries) {
        this.caller = caller;
        this.settings = settings;
        this.secrets = secrets;
        this.config = config;
        this.webhooks = webhooks;
        this.deliveries = deliveries;
    }

    @POST
    @Cancellable(false)
    @Path("ui/webhooks")
    public Uni<RestResponse<String>> set(
            @RestForm("webhook_url") String url,
            @RestForm("webhook_secret") String secret,
            @RestForm List<String> event) {
        long userId = caller.userId();
        Set<String> ticked = ticked(event);
        return settings.view(userId)
                .map(view ->
                        new WebhookChange(url, text(secret), events(ticked, WebhooksView.wanted(view.webhookEvents()))))
                .invoke(change -> change.check(config.rules()))
                .chain(change -> settings.set(userId, change))
                .map(saved -> Answers.<String>goTo(Said.WEBHOOK_SAVED.at(WebhooksPage.PATH)))
                .onFailure(Problem.class)
                .recoverWithUni(failure -> again(userId, (Problem) failure, url, ticked));
    }

    private static Set<String> ticked(List<String> events) {
        return events == null
                ? Set.of()
                : events.stream().filter(name -> !name.isBlank()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Null, unchanged, when it is as before: what was named as not wanted stays so. */
    private static JsonNode events(Set<String> ticked, Set<String> before) {
        if (ticked.equals(before)) {
            return null;
        }
        ObjectNode events = JsonNodeFactory.instance.objectNode();
        ticked.forEach(name -> events.put(name, true));
        return events;
    }

    /** Null, unchanged, for an empty field. */
    private static JsonNode text(String secret) {
        return secret == null || secret.isEmpty() ? null : TextNode.valueOf(secret);
    }

    private Uni<RestResponse<String>> again(long userId, Problem problem, String url, Set<String> ticked) {
        if (problem.status() != 422 && problem.status() != 400) {
            return Uni.createFrom().failure(problem);
        }
        FormErrors wrong = FormErrors.of(problem, "webhook_url");
        return webhooks.read(userId, Filter.NONE, Said.NOTHING)
                .chain(view -> Answers.page(
                        422,
                        WebhooksPage.Templates.webhooks(new WebhooksView(
                                view.receiver(),
                                Form.of(url, ticked, deliveries.defaultEvents()),
                                view.log(),
                                wrong,
                                Said.NOTHING))));
    }

    @POST
    @Cancellable(false)
    @Path("ui/webhooks/secret")
    public Uni<RestResponse<String>> changeSecret(
            @RestForm("new_secret") String secret, @RestForm("overlap_hours") String overlap) {
        var errors = new FieldErrors();
        // the API makes one where none is given, and answers it; here it would have to be shown
        errors.addUnless(secret != null && !secret.isEmpty(), "webhook_secret", "webhook_secret is required.");
        long hours = errors.wholeNumber("overlap_hours", overlap, 0, Integer.MAX_VALUE, 0);
        var change = new SecretChange(text(secret), IntNode.valueOf((int) hours));
        return Uni.createFrom()
                .deferred(() -> {
                    errors.throwIfAny();
                    change.check();
                    return secrets.change(caller.userId(), change);
                })
                .map(changed -> Answers.<String>goTo(Said.SECRET_CHANGED.at(WebhooksPage.PATH)))
                .onFailure(Problem.class)
                .recoverWithUni(failure -> secretAgain(caller.userId(), (Problem) failure));
    }

    private Uni<RestResponse<String>> secretAgain(long userId, Problem problem) {
        if (problem.status() != 422) {
            return Uni.createFrom().failure(problem);
        }
        FormErrors wrong = FormErrors.of(problem, "webhook_secret");
        FormErrors renamed =
                wrong.has("webhook_secret") ? FormErrors.of("new_secret", wrong.of("webhook_secret")) : wrong;
        return webhooks.read(userId, Filter.NONE, Said.NOTHING)
                .chain(view -> Answers.page(
                        422,
                        WebhooksPage.Templates.webhooks(
                                new WebhooksView(view.receiver(), view.form(), view.log(), renamed, Said.NOTHING))));
    }

    @POST
    @Cancellable(false)
    @Path("ui/webhooks/remove")
    public Uni<RestResponse<Void>> remove() {
        return settings.clear(caller.userId()).map(done -> Answers.goTo(Said.WEBHOOK_REMOVED.at(WebhooksPage.PATH)));
    }
}
