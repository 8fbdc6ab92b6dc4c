package dev.rollcall.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A real PostgreSQL in a folder of its own. All that is known of it lies in that folder, so that any process can stop
 * it, whoever started it.
 *
 * @param programs the folder that holds bin/pg_ctl
 */
record Postgres(Path folder, Path programs, int port, String password) {

    static final String USER = "rollcall";
    private static final String DATABASE = "postgres"; // made by initdb; a database of another name costs a second

    /** What differs from PostgreSQL's own defaults. */
    private static final Map<String, String> SETTINGS = settings();

    private static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        // Defaults of the server, said aloud: with these off, tests of what survives a crash would prove nothing.
        settings.put("fsync", "on");
        settings.put("synchronous_commit", "on");
        settings.put("full_page_writes", "on");
        settings.put("listen_addresses", "127.0.0.1");
        // The path of a socket file may have 107 characters at most; a build folder's can be longer.
        settings.put("unix_socket_directories", "");
        settings.put("timezone", "UTC");
        settings.put("log_timezone", "UTC");
        // Several services share one server in the tests of replicas, each with a pool of its own.
        settings.put("max_connections", "200");
        return settings;
    }

    private Path data() {
        return folder.resolve("data");
    }

    /** Starts it, with an empty database the first time. Returns when it takes connections. */
    Postgres start() {
        try {
            Files.createDirectories(folder);
            List<String> unprivileged = unprivileged();
            if (!Files.exists(data().resolve("postgresql.conf"))) {
                initialize(unprivileged);
            }
            pgCtl(unprivileged, "start", "-l", folder.resolve("postgres.log").toString(), "-o", options())
                    .run();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare " + folder + " for PostgreSQL.", e);
        }
    }

    private String options() {
        StringBuilder options = new StringBuilder("-p " + port);
        SETTINGS.forEach((name, value) ->
                options.append(" -c ").append(name).append("=").append(value.isEmpty() ? "''" : value));
        return options.toString();
    }

    private void initialize(List<String> unprivileged) throws IOException {
        Path passwordFile = folder.resolve("password");
        Files.writeString(passwordFile, password);
        if (unprivileged.contains("setpriv")) {
            Folders.give(folder, NOBODY);
        }
        List<String> words = new ArrayList<>(unprivileged);
        words.addAll(List.of(
                programs.resolve("bin/initdb").toString(),
                "--pgdata=" + data(),
                "--username=" + USER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync", // an empty cluster is not worth the wait; the server itself syncs
                "--no-instructions"));
        new Command(log("initdb.log"), words).run();
        Files.delete(passwordFile);
    }

    /** Ends its sessions and stops it in order. Does nothing when it does not run. */
    void stop() {
        List<ProcessHandle> server = process().stream().toList();
        if (!server.isEmpty() && !pgCtl(unprivileged(), "stop", "-m", "fast").succeeds()) {
            ProcessIdentity.end(server, Duration.ofSeconds(5));
        }
    }

    /** Ends it at once, as a power failure would. */
    void kill() {
        process().ifPresent(server -> ProcessIdentity.kill(List.of(server)));
    }

    boolean isRunning() {
        return process().isPresent();
    }

    /** The server's main process, from the file that PostgreSQL itself keeps: id, folder, start in seconds … */
    private Optional<ProcessHandle> process() {
        return process(folder);
    }

    static Optional<ProcessHandle> process(Path folder) {
        try {
            List<String> lines = Files.readAllLines(folder.resolve("data/postmaster.pid"));
            return new ProcessIdentity(
                            Long.parseLong(lines.get(0).strip()),
                            Instant.ofEpochSecond(Long.parseLong(lines.get(2).strip())))
                    .find();
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException notThere) {
            return Optional.empty();
        }
    }

    private Command pgCtl(List<String> unprivileged, String action, String... more) {
        List<String> words = new ArrayList<>(unprivileged);
        words.addAll(List.of(programs.resolve("bin/pg_ctl").toString(), action, "-D", data().toString(), "-w"));
        words.addAll(List.of("-t", "30"));
        words.addAll(List.of(more));
        return new Command(log("pg_ctl.log"), words);
    }

    /** Beside the server's folder, since that may belong to another user. */
    private Path log(String name) {
        return folder.resolveSibling(name);
    }

    private static final int NOBODY = 65534;

    /**
     * What to put before a PostgreSQL command, which refuses to run as root: a user namespace, in which root is nobody
     * but still reaches its files; or, where those are forbidden (many containers), the user nobody.
     */
    private List<String> unprivileged() {
        if (new com.sun.security.auth.module.UnixSystem().getUid() != 0) {
            return List.of();
        }
        List<String> namespace = List.of("unshare", "-U");
        if (works(namespace, "true")) {
            return namespace;
        }
        List<String> nobody = List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        if (works(nobody, "test", "-r", programs.resolve("bin").toString())) {
            return nobody;
        }
        throw new IllegalStateException("PostgreSQL does not run as root, and no other user can enter " + programs
                + ": start as an ordinary user, or move the project to a folder that all users can enter.");
    }

    private boolean works(List<String> prefix, String... words) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(words));
        return new Command(log("privileges.log"), command).succeeds();
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
    }

    String reactiveUrl() {
        return "postgresql://127.0.0.1:" + port + "/" + DATABASE;
    }

    @Override
    public String toString() {
        return "Postgres[" + folder + ", port " + port + "]"; // without the password
    }
}
