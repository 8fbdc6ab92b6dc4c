package dev.rollcall.dashboard;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs where a Chromium is installed; where none is, the class is skipped and says what to install. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsChromium.Condition.class)
public @interface NeedsChromium {

    /** Evaluated before anything of the class is. */
    class Condition implements ExecutionCondition {

        private static final String MISSING = "There is no Chromium on the PATH: install the package chromium (Debian),"
                + " chromium-browser (Ubuntu), or Google Chrome.";

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (Chromium.installed().isPresent()) {
                return ConditionEvaluationResult.enabled("There is a Chromium.");
            }
            if (context.getTestMethod().isEmpty()) {
                System.out.println("SKIPPED " + context.getRequiredTestClass().getSimpleName() + ": " + MISSING);
            }
            return ConditionEvaluationResult.disabled(MISSING);
        }
    }
}
