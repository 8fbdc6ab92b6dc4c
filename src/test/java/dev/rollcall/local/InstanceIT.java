package dev.rollcall.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who owns an instance in other processes, and what becomes of it when they die. */
class InstanceIT {

    /** Starts an instance with a bot below the folder given, says where, and lives until its input ends. */
    static final class Owner {
        public static void main(String... args) throws IOException {
            Instance instance = Instance.start(Path.of(args[0]), PROGRAMS);
            Process bot = new ProcessBuilder("sh", "-c", "trap '' TERM; sleep 1000 & wait; wait").start();
            Path workload = Files.createDirectories(instance.folder().resolve("workloads/rollcall-bot-1-1"));
            Files.writeString(workload.resolve("pid"), bot.pid() + " " + startOf(bot) + "\n");
            System.out.println(instance.folder());
            System.in.read();
            instance.close();
        }

        /** As the process runtime notes it: in ticks since boot on Linux, elsewhere as ps prints it. */
        private static String startOf(Process bot) throws IOException {
            Path stat = Path.of("/proc", String.valueOf(bot.pid()), "stat");
            if (Files.exists(stat)) {
                return Files.readString(stat).split(" ")[21];
            }
            ProcessBuilder ps = new ProcessBuilder("ps", "-o", "lstart=", "-p", String.valueOf(bot.pid()));
            ps.environment().putAll(Map.of("LC_ALL", "C", "TZ", "UTC0"));
            return new String(ps.start().getInputStream().readAllBytes()).strip();
        }
    }

    /** Not taken out again for each test: that takes seconds. */
    private static final Binaries PROGRAMS = new Binaries(Instance.root().resolve("binaries"));

    @TempDir
    Path root;

    private Process startOwner() throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static Path folderOf(Process owner) throws IOException {
        BufferedReader output = owner.inputReader();
        return Path.of(output.readLine());
    }

    /** PostgreSQL, Redis, the bot, and all that they have started. */
    private static List<ProcessHandle> processesOf(Path folder) throws IOException {
        return Stream.of(
                        Postgres.process(folder.resolve("postgres")),
                        Redis.process(folder.resolve("redis")),
                        bot(folder))
                .flatMap(process ->
                        Stream.concat(process.stream(), process.stream().flatMap(ProcessHandle::descendants)))
                .toList();
    }

    private static Optional<ProcessHandle> bot(Path folder) throws IOException {
        String pid = Files.readString(folder.resolve("workloads/rollcall-bot-1-1/pid"))
                .split(" ")[0];
        return ProcessHandle.of(Long.parseLong(pid));
    }

    @Test
    void theEndOfAnInstanceLeavesNoProcessAndNoFolder() throws Exception {
        Process owner = startOwner();
        Path folder = folderOf(owner);
        List<ProcessHandle> processes = processesOf(folder);

        owner.getOutputStream().close();
        owner.waitFor();

        assertThat(processes).hasSizeGreaterThan(5).noneMatch(ProcessHandle::isAlive);
        assertThat(folder).doesNotExist();
    }

    @Test
    void whatAKilledOwnerLeftIsEndedByTheNextStart() throws Exception {
        Process owner = startOwner();
        Path folder = folderOf(owner);
        List<ProcessHandle> processes = processesOf(folder);
        owner.destroyForcibly().waitFor();
        assertThat(processes).allMatch(ProcessHandle::isAlive);

        Instance.endStale(root);

        assertThat(processes).hasSizeGreaterThan(5).noneMatch(ProcessHandle::isAlive);
        assertThat(folder).doesNotExist();
    }

    @Test
    void aSecondStartTouchesNothingOfARunningInstance() throws Exception {
        Process owner = startOwner();
        Path folder = folderOf(owner);
        List<ProcessHandle> processes = processesOf(folder);

        try (Instance second = Instance.start(root, PROGRAMS)) {
            assertThat(processes).hasSizeGreaterThan(5).allMatch(ProcessHandle::isAlive);
            assertThat(folder).exists();
            assertThat(second.folder()).isNotEqualTo(folder);
            assertThat(second.settings().values())
                    .doesNotContainAnyElementsOf(
                            secretsAndAddresses(SettingsFile.in(folder).read()));
        } finally {
            owner.getOutputStream().close();
            owner.waitFor();
        }
    }

    private static List<String> secretsAndAddresses(Map<String, String> settings) {
        return Stream.of(
                        "quarkus.datasource.jdbc.url",
                        "quarkus.datasource.password",
                        "quarkus.redis.hosts",
                        "rollcall.secret-key",
                        "rollcall.process.directory")
                .map(settings::get)
                .toList();
    }

    @Test
    void aFolderWhoseOwnerHoldsItsLockIsNotTouchedEvenWhenItsNameTellsOfADeadProcess() throws IOException {
        Path folder = Files.createDirectory(root.resolve("1-1-1"));
        FileChannel lock =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        lock.lock();

        Instance.endStale(root);

        assertThat(folder).exists();
        lock.close();
    }

    @Test
    void aFolderThatIsNotLockedYetIsNotTouchedWhileItsOwnerLives() throws IOException {
        ProcessIdentity me = ProcessIdentity.current();
        Path folder =
                Files.createDirectory(root.resolve(me.pid() + "-" + me.started().toEpochMilli() + "-1"));

        Instance.endStale(root);

        assertThat(folder).exists();
    }

    @Test
    void foldersThatAreNoInstancesAreLeftAlone() throws IOException {
        Path mine = Files.createDirectories(root.resolve("my-own-notes"));

        Instance.endStale(root);

        assertThat(mine).exists();
    }
}
