package dev.rollcall.runtime.process;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The small shell process above each bot. It outlives the service and keeps what only a parent learns: the exit code.
 *
 * <p>The environment comes to it on stdin, as a shell script, and goes straight to the bot: it is on no command line
 * and on no disk, and is UTF-8 whatever the locale of the service. The order makes every crash harmless: the wrapper
 * writes the bot's pid down and reports it, only then the service sends the environment, and only with a whole
 * environment does the bot start. So no bot ever runs whose pid is not on disk.
 */
final class Wrapper {

    static final Path SHELL = Path.of("/bin/sh");

    /** What the child says when it is about to become the bot. */
    static final String UP = "up";

    /** In place of an environment: ends the child as SIGTERM would have ended the bot. */
    static final byte[] DO_NOT_START = "exit 143\n".getBytes(StandardCharsets.UTF_8);

    static final String SCRIPT = """
            # Runs one bot and keeps its exit code. Arguments: own or shared (process group), then the bot's command.
            PATH=/usr/bin:/bin:/usr/local/bin
            group=$1 bot='' stop='' answer='' code=127
            shift

            # Like nohup: neither Ctrl-C in the service's terminal nor the end of that terminal is meant for the bot.
            trap '' HUP INT QUIT
            # TERM is handed on; it must not end the wrapper, which has an exit code to wait for.
            trap 'stop=yes; [ -z "$bot" ] || kill -TERM "$bot" 2>/dev/null' TERM

            # The pid and when it started, as the operating system says it: a pid alone may be used again.
            identity() {
              pid=$1
              if [ -r "/proc/$pid/stat" ]; then
                read -r line <"/proc/$pid/stat"
                set -- ${line##*) }
                shift 19
                echo "$pid $1"
              else
                echo "$pid" $(LC_ALL=C TZ=UTC0 ps -o lstart= -p "$pid")
              fi
            }

            # The last line of the environment script calls this. The shell's own variables stay behind.
            become_bot() {
              cd work || exit 125
              echo up
              exec /usr/bin/env -u PWD -u OLDPWD -u SHLVL -u _ -- "$@" >&2 3<&-
            }

            exec 3<&0 </dev/null
            identity "$$" >wrapper || exit 125
            {
              eval "$(cat <&3)"
              echo "The service went away before the bot had its environment." >&2
              exit 125
            } &
            bot=$!
            exec 3<&-
            identity "$bot" >pid || { kill -KILL "$bot"; exit 125; }
            cat pid
            exec >/dev/null
            [ -z "$stop" ] || kill -TERM "$bot" 2>/dev/null

            # A signal interrupts wait, so it is asked until the bot is gone. 127: this child is known no more.
            ask() {
              wait "$bot" 2>/dev/null
              answer=$?
              [ "$answer" = 127 ] || code=$answer
            }
            ask
            while [ "$answer" != 127 ] && kill -0 "$bot" 2>/dev/null; do ask; done
            ask
            echo "$code" >exit

            # What the bot left running (a browser, say) must not stay in the meeting.
            [ "$group" != own ] || kill -KILL 0
            """;

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** Variables that a shell keeps for itself: they would not arrive as they were given. */
    private static final Set<String> KEPT_BY_SHELLS = Set.of(
            "_", "BASHOPTS", "EUID", "IFS", "LINENO", "OLDPWD", "OPTIND", "PPID", "PWD", "SHELLOPTS", "SHLVL", "UID");

    /** Linux takes no longer string than this in an environment. */
    private static final int LONGEST = 128 * 1024 - 1;

    private Wrapper() {}

    static List<String> commandLine(Path script, List<String> botCommand) {
        List<String> line = new ArrayList<>();
        Optional<Path> setsid = setsid();
        setsid.ifPresent(path -> line.add(path.toString()));
        line.add(SHELL.toString());
        line.add(script.toString());
        line.add(setsid.isPresent() ? "own" : "shared");
        line.addAll(botCommand);
        return line;
    }

    /** Gives the wrapper a session of its own, away from the terminal's signals; macOS has no such program. */
    private static Optional<Path> setsid() {
        return Stream.of("/usr/bin/setsid", "/bin/setsid")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** What cannot be handed to a process, in one sentence without values; empty when all can. */
    static Optional<String> problemWith(Map<String, String> environment) {
        for (var variable : new TreeMap<>(environment).entrySet()) {
            String name = variable.getKey();
            if (!NAME.matcher(name).matches() || KEPT_BY_SHELLS.contains(name)) {
                return Optional.of("The process runtime cannot set the environment variable '" + name + "'.");
            }
            if (variable.getValue().indexOf('\0') >= 0) {
                return Optional.of("The environment variable '" + name + "' holds a NUL character.");
            }
            int length = (name + "=" + variable.getValue()).getBytes(StandardCharsets.UTF_8).length;
            if (length > LONGEST) {
                return Optional.of("The environment variable '" + name + "' is longer than 128 KiB.");
            }
        }
        return Optional.empty();
    }

    static byte[] environmentScript(Map<String, String> environment) {
        StringBuilder script = new StringBuilder();
        environment.forEach((name, value) -> script.append("export ")
                .append(name)
                .append("='")
                .append(value.replace("'", "'\\''"))
                .append("'\n"));
        return script.append("become_bot \"$@\"\n").toString().getBytes(StandardCharsets.UTF_8);
    }
}
