package dev.rollcall.access;

import dev.rollcall.platform.OutboundUrl;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where users may have their webhooks sent. */
@ConfigMapping(prefix = "rollcall.webhooks")
public interface WebhookConfig {

    /** Whether plain http is taken too. No: what a webhook tells, and its signature, is nobody else's business. */
    @WithDefault("false")
    boolean allowHttp();

    /** Whether a webhook may lead to this machine or a private network. No: a user could ask what only insiders may. */
    @WithDefault("false")
    boolean allowPrivateHosts();

    default OutboundUrl.Rules rules() {
        return new OutboundUrl.Rules(allowHttp(), allowPrivateHosts());
    }
}
