package dev.rollcall.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who owns an instance in other processes, and what becomes of it when they die. */
class InstanceTest {

    /** Starts an instance with a bot below the folder given, says where, and lives until its input ends. */
    static final class Owner {
        public static void main(String... args) throws IOException {
            Instance instance = Instance.start(Path.of(args[0]));
            Process bot = new ProcessBuilder("sh", "-c", "trap '' TERM; sleep 1000 & wait; wait").start();
            Path workload = Files.createDirectories(instance.folder().resolve("workloads/rollcall-bot-1-1"));
            Files.writeString(
                    workload.resolve("pid"),
                    bot.pid() + " "
                            + bot.toHandle().info().startInstant().orElseThrow().toEpochMilli() + "\n");
            System.out.println(instance.folder());
            System.in.read();
            instance.close();
        }
    }

    private Path root;

    /** Instances of their own, but not the programs again: unpacking takes seconds. */
    @BeforeEach
    void shareThePrograms(@TempDir Path folder) throws IOException {
        root = folder;
        Path programs = Instance.root().resolve("binaries");
        new Binaries(programs).postgres();
        Files.createSymbolicLink(root.resolve("binaries"), programs);
    }

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
    private static List<ProcessHandle> processesOf(Path folder) {
        return Stream.of(
                        Postgres.process(folder.resolve("postgres")),
                        Redis.process(folder.resolve("redis")),
                        ProcessIdentity.read(folder.resolve("workloads/rollcall-bot-1-1/pid"))
                                .flatMap(ProcessIdentity::find))
                .flatMap(process ->
                        Stream.concat(process.stream(), process.stream().flatMap(ProcessHandle::descendants)))
                .toList();
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
    void aRunningInstanceIsNeverTouched() throws Exception {
        Process owner = startOwner();
        Path folder = folderOf(owner);
        List<ProcessHandle> processes = processesOf(folder);

        Instance.endStale(root);

        assertThat(processes).hasSizeGreaterThan(5).allMatch(ProcessHandle::isAlive);
        assertThat(folder).exists();
        owner.getOutputStream().close();
        owner.waitFor();
    }

    @Test
    void anInstanceWhoseOwnerHoldsItsLockIsNotTouchedEvenWhenItsNameTellsOfADeadProcess() throws Exception {
        Process owner = startOwner();
        Path folder = folderOf(owner);
        Path renamed = Files.move(folder, root.resolve("1-1-1"));

        Instance.endStale(root);

        assertThat(renamed).exists();
        Files.move(renamed, folder);
        owner.getOutputStream().close();
        owner.waitFor();
    }

    @Test
    void twoInstancesShareNeitherFolderNorPorts() {
        try (Instance one = Instance.start(root);
                Instance other = Instance.start(root)) {
            assertThat(one.folder()).isNotEqualTo(other.folder());
            assertThat(one.settings().get("quarkus.datasource.jdbc.url"))
                    .isNotEqualTo(other.settings().get("quarkus.datasource.jdbc.url"));
            assertThat(one.settings().get("quarkus.redis.hosts"))
                    .isNotEqualTo(other.settings().get("quarkus.redis.hosts"));
            assertThat(one.settings().get("rollcall.secret-key"))
                    .isNotEqualTo(other.settings().get("rollcall.secret-key"));
        }
    }

    @Test
    void foldersThatAreNoInstancesAreLeftAlone() throws IOException {
        Path mine = Files.createDirectories(root.resolve("my-own-notes"));

        Instance.endStale(root);

        assertThat(mine).exists();
    }
}
