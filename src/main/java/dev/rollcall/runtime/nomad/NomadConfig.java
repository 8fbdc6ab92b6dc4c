package dev.rollcall.runtime.nomad;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Bots as dispatched jobs of Nomad. */
@ConfigMapping(prefix = "rollcall.nomad")
interface NomadConfig {

    /** Nomad's HTTP address. Default: what Nomad's own tools read, NOMAD_ADDR, else the agent on this machine. */
    @WithDefault("${NOMAD_ADDR:http://127.0.0.1:4646}")
    URI address();

    /** The parameterized job that bots are dispatched from. Default: VEXA_BOT_JOB_NAME, for those who come from Vexa. */
    @WithDefault("${VEXA_BOT_JOB_NAME:rollcall-bot}")
    String job();

    /** The task of that job that is the bot: its exit code and its output count. */
    @WithDefault("bot")
    String task();

    /** The secret id of an ACL token; needed where ACLs are on. Default: NOMAD_TOKEN. */
    @WithDefault("${NOMAD_TOKEN:}")
    Optional<String> token();

    /** The namespace of the job. Default: NOMAD_NAMESPACE, else Nomad's own default. */
    @WithDefault("${NOMAD_NAMESPACE:}")
    Optional<String> namespace();

    /** The region of the job. Default: NOMAD_REGION, else that of the agent. */
    @WithDefault("${NOMAD_REGION:}")
    Optional<String> region();

    /** A file (PEM) with the authority that signed the certificate of an https address. Default: NOMAD_CACERT. */
    @WithDefault("${NOMAD_CACERT:}")
    Optional<Path> caCertificate();

    /** A file (PEM) with our certificate, where Nomad wants one. Default: NOMAD_CLIENT_CERT. */
    @WithDefault("${NOMAD_CLIENT_CERT:}")
    Optional<Path> clientCertificate();

    /** A file (PEM) with the key of that certificate. Default: NOMAD_CLIENT_KEY. */
    @WithDefault("${NOMAD_CLIENT_KEY:}")
    Optional<Path> clientKey();

    /** How long one call may take. Nomad answers in milliseconds, and within seconds while it elects a leader. */
    @WithDefault("10s")
    Duration requestTimeout();

    /**
     * How long a bot may wait for a node or for its image. Shorter than the five minutes of a launch, so that the meeting
     * ends with Nomad's reason and not with a deadline.
     */
    @WithDefault("4m")
    Duration pendingBound();

    /** Calls to Nomad at once, from one replica. A stop of the whole fleet waits in line instead of flooding it. */
    @WithDefault("32")
    int connections();

    /** How long Nomad may hold a question for changes. Proxies often give a silent connection up after a minute. */
    @WithDefault("50s")
    Duration watchWait();

    /** Jobs that are asked for at once, about 1 KB each. */
    @WithDefault("500")
    int page();

    /** Pages of one list: what is beyond 20,000 bots is found when some have ended. */
    @WithDefault("40")
    int mostPages();
}
