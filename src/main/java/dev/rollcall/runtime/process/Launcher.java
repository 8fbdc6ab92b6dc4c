package dev.rollcall.runtime.process;

import dev.rollcall.runtime.LaunchOutcome;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Starts one bot under its wrapper. Blocks for the few milliseconds that takes, never longer than the time-out. */
final class Launcher {

    private final List<String> command;
    private final Duration launchTimeout;
    private final Duration killTimeout;

    Launcher(List<String> command, Duration launchTimeout, Duration killTimeout) {
        this.command = command;
        this.launchTimeout = launchTimeout;
        this.killTimeout = killTimeout;
    }

    LaunchOutcome launch(BotFolder folder, Map<String, String> environment) {
        if (folder.exists()) {
            return new LaunchOutcome.Launched();
        }
        Optional<List<String>> resolved = BotCommand.resolve(command);
        if (resolved.isEmpty()) {
            return new LaunchOutcome.Refused("The bot command '" + command.get(0) + "' cannot be run: it must exist,"
                    + " be executable and have no '=' in its path.");
        }
        Optional<String> problem = Wrapper.problemWith(environment);
        if (problem.isPresent()) {
            return new LaunchOutcome.Refused(problem.get());
        }
        return claimAndStart(folder, resolved.get(), environment);
    }

    private LaunchOutcome claimAndStart(BotFolder folder, List<String> botCommand, Map<String, String> environment) {
        try {
            if (folder.claim()) {
                start(folder, botCommand, environment);
            }
            return new LaunchOutcome.Launched();
        } catch (IOException trouble) {
            return afterTrouble(folder, trouble);
        }
    }

    private void start(BotFolder folder, List<String> botCommand, Map<String, String> environment) throws IOException {
        Files.writeString(folder.script(), Wrapper.SCRIPT);
        ProcessBuilder builder = new ProcessBuilder(Wrapper.commandLine(folder.script(), botCommand))
                .directory(folder.path().toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
        builder.environment().clear(); // nothing of the service's own reaches a bot
        Process wrapper = builder.start();
        Future<?> watchdog = Infrastructure.getDefaultWorkerPool()
                .schedule(() -> kill(wrapper), launchTimeout.toMillis(), TimeUnit.MILLISECONDS);
        try {
            handOver(folder, wrapper, environment);
        } catch (IOException trouble) {
            kill(wrapper);
            throw trouble;
        } finally {
            watchdog.cancel(false);
        }
    }

    /** The order is what makes a crash or a stop at any moment harmless: see {@link Wrapper}. */
    private static void handOver(BotFolder folder, Process wrapper, Map<String, String> environment)
            throws IOException {
        try (BufferedReader answers = wrapper.inputReader();
                OutputStream stdin = wrapper.getOutputStream()) {
            if (answers.readLine() == null) {
                throw new IOException("The wrapper has ended before it had a process for the bot.");
            }
            boolean wanted = folder.exists() && folder.killAt().isEmpty();
            stdin.write(wanted ? Wrapper.environmentScript(environment) : Wrapper.DO_NOT_START);
            stdin.close();
            if (!Wrapper.UP.equals(answers.readLine())) {
                throw new IOException("The process for the bot has ended before it became the bot.");
            }
            if (folder.killAt().isPresent()) { // asked for meanwhile, and the shell may have swallowed the signal
                folder.bot().flatMap(ProcessIdentity::running).ifPresent(ProcessHandle::destroy);
            }
        } catch (IOException trouble) {
            if (folder.killAt().isEmpty()) {
                throw trouble;
            } // else it was asked to end meanwhile, and has
        }
    }

    private static void kill(Process wrapper) {
        wrapper.descendants().toList().forEach(ProcessHandle::destroyForcibly);
        wrapper.destroyForcibly();
    }

    /** Out of processes, memory or disk: all of it may pass. What could not be cleaned up may still be there. */
    private LaunchOutcome afterTrouble(BotFolder folder, IOException trouble) {
        String reason = "The process could not be started: " + trouble.getMessage();
        try {
            String output = BotObservation.evidence(folder);
            folder.delete(killTimeout);
            return new LaunchOutcome.Busy(
                    output == null ? reason : reason + " " + output.strip().replace('\n', ' '));
        } catch (IOException moreTrouble) {
            return new LaunchOutcome.Ambiguous(reason + " Cleaning up failed too: " + moreTrouble.getMessage());
        }
    }
}
