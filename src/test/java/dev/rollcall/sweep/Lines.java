package dev.rollcall.sweep;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;

/** What a class logs while this is open. */
final class Lines extends Handler implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger;

    private Lines(Logger logger) {
        this.logger = logger;
        logger.addHandler(this);
    }

    static Lines of(Class<?> type) {
        return new Lines(Logger.getLogger(type.getName()));
    }

    List<String> text() {
        return lines;
    }

    @Override
    public void publish(LogRecord record) {
        lines.add(ExtLogRecord.wrap(record).getFormattedMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
