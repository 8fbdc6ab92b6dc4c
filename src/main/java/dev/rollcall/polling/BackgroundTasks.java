package dev.rollcall.polling;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** Says in the log what runs in the background, in the words that operators of older services look for. */
@ApplicationScoped
class BackgroundTasks {

    private static final Logger LOG = Logger.getLogger(BackgroundTasks.class);

    void started(@Observes StartupEvent event) {
        LOG.info("Background tasks started");
        LOG.info("Bot status cleanup task started");
        LOG.info("Bot status sync task started");
    }
}
