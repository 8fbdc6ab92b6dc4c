package dev.rollcall.runtime.docker;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs where DOCKER_HOST names a Docker Engine; where it does not, the class is skipped and says so. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("docker")
@ExtendWith(NeedsDocker.Condition.class)
public @interface NeedsDocker {

    /** Whether the test starts an engine of its own, which takes root and dockerd. */
    boolean ownEngine() default false;

    /** Evaluated before anything of the class is. */
    class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Class<?> test = context.getRequiredTestClass();
            Optional<String> missing = AnnotationSupport.findAnnotation(test, NeedsDocker.class)
                    .flatMap(needs -> missing(needs.ownEngine()));
            if (missing.isPresent() && context.getTestMethod().isEmpty()) {
                System.out.println("SKIPPED " + test.getSimpleName() + ": " + missing.get());
            }
            return missing.map(ConditionEvaluationResult::disabled)
                    .orElse(ConditionEvaluationResult.enabled("There is a Docker Engine."));
        }

        private static Optional<String> missing(boolean ownEngine) {
            String host = System.getenv("DOCKER_HOST");
            if (host == null || host.isBlank()) {
                return Optional.of("DOCKER_HOST names no Docker Engine.");
            }
            if (!System.getProperty("os.name").equals("Linux")) {
                return Optional.of("Its image is made of this machine's programs, and this is no Linux.");
            }
            boolean canStartOne = "root".equals(System.getProperty("user.name"))
                    && Stream.of("/usr/sbin/dockerd", "/usr/bin/dockerd")
                            .map(Path::of)
                            .anyMatch(Files::isExecutable);
            return ownEngine && !canStartOne
                    ? Optional.of("It stops and starts an engine of its own, for which it needs root and dockerd.")
                    : Optional.empty();
        }
    }
}
