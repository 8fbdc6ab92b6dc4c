package dev.rollcall;

import dev.rollcall.bot.ReferenceBot;
import dev.rollcall.conformance.Conformance;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Arrays;
import java.util.List;

/** Sees to what Quarkus needs before it starts: embedded servers in development, complete settings in production. */
@QuarkusMain
public class Main {

    /** The exit code when a required setting is missing or cannot be used. */
    static final int EXIT_SETTINGS = 1;

    private static final String BOT = "bot";
    private static final String CONFORMANCE = "conformance";

    /**
     * Tools in the same program, which need no setting and no database, since a native executable has no other in it.
     *
     * @param args {@code bot} to be the reference bot, {@code conformance …} to try a bot's command
     */
    public static void main(String... args) {
        if (args.length > 0 && args[0].equals(BOT)) {
            ReferenceBot.main(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        if (args.length > 0 && args[0].equals(CONFORMANCE)) {
            System.exit(Conformance.run(List.of(args).subList(1, args.length), System.out, System.err));
        }
        // When the build records which classes a start loads, there is nothing to connect to.
        boolean training = Boolean.getBoolean("quarkus.appcds.generate");
        if (!training && !startEmbeddedServers()) {
            requireSettings();
        }
        Quarkus.run(args);
    }

    /** By name, since these classes are there in development only: not found means production. */
    private static boolean startEmbeddedServers() {
        try {
            Class.forName(
                            "dev.rollcall.local.DevStart",
                            true,
                            Thread.currentThread().getContextClassLoader())
                    .getMethod("start")
                    .invoke(null);
            return true;
        } catch (ClassNotFoundException production) {
            return false;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "The embedded servers did not start: " + e.getCause().getMessage(), e.getCause());
        }
    }

    private static void requireSettings() {
        Settings settings = Settings.read(System::getProperty, System::getenv);
        settings.warnings().forEach(System.err::println);
        if (!settings.problems().isEmpty()) {
            settings.problems().forEach(System.err::println);
            System.exit(EXIT_SETTINGS);
        }
        settings.properties().forEach(System::setProperty);
    }
}
