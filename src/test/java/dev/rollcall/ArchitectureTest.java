package dev.rollcall;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the house that a compiler does not hold. */
class ArchitectureTest {

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.rollcall");

    private static final List<String> PURE = List.of(
            "SweepPlan",
            "Settlement",
            "Workload",
            "MeetingUrl",
            "Explainer",
            "BecauseWords",
            "NextWords",
            "Words",
            "Facts",
            "StandingPlan",
            "Standing",
            "Wish",
            "LeaseGuard",
            "Face",
            "FaceStatus");

    @Test
    void the_life_cycle_needs_nothing_but_java() {
        classes()
                .that()
                .resideInAPackage("dev.rollcall.lifecycle..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "dev.rollcall.lifecycle..")
                .check(OURS);
    }

    @Test
    void the_extractor_needs_nothing_but_java() {
        classes()
                .that()
                .resideInAPackage("dev.rollcall.extract..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "dev.rollcall.extract..")
                .check(OURS);
    }

    @Test
    void the_life_cycle_is_told_the_time() {
        noClasses()
                .that()
                .resideInAPackage("dev.rollcall.lifecycle..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Clock.class, System.class, Thread.class, java.util.Random.class)
                .check(OURS);
    }

    @Test
    void the_other_pure_files_know_no_framework() {
        classes()
                .that(belongToFilesNamed(PURE))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "dev.rollcall..")
                .allowEmptyShould(true)
                .check(OURS);
    }

    @Test
    void no_packages_go_in_a_circle() {
        slices().matching("dev.rollcall.(*)..").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void the_platform_stands_below_everything() {
        noClasses()
                .that()
                .resideInAPackage("dev.rollcall.platform..")
                .should()
                .dependOnClassesThat(oursOutside("dev.rollcall.platform.."))
                .check(OURS);
    }

    /** Whatever shows pages may use every feature; none may lean on pages. */
    @Test
    void nothing_needs_the_dashboard() {
        noClasses()
                .that(oursOutside("dev.rollcall.dashboard.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.rollcall.dashboard..")
                .check(OURS);
    }

    /** Without it nothing would look at where a form comes from. */
    @Test
    void the_guard_stands_before_every_page() {
        classes()
                .that()
                .resideInAPackage("dev.rollcall.dashboard..")
                .and()
                .areAnnotatedWith(jakarta.ws.rs.Path.class)
                .should()
                .beAnnotatedWith("dev.rollcall.dashboard.Page")
                .check(OURS);
    }

    @Test
    void the_reference_bot_stands_alone() {
        noClasses()
                .that()
                .resideInAPackage("dev.rollcall.bot..")
                .should()
                .dependOnClassesThat(oursOutside("dev.rollcall.bot..")
                        .or(resideInAPackage("io.quarkus.."))
                        .as("the service or Quarkus"))
                .allowEmptyShould(true)
                .check(OURS);
    }

    @Test
    void a_class_is_called_by_what_it_is() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Helpers")
                .check(OURS);
    }

    @Test
    void collaborators_come_through_the_constructor() {
        noFields().should().beAnnotatedWith(Inject.class).check(OURS);
    }

    /** Read from the sources, since SQL is text. An order is inserted by its reservation; what follows is a transition. */
    @Test
    void only_transitions_write_a_meetings_status() throws IOException {
        for (Path source : sources()) {
            String name = source.toString().replace('\\', '/');
            String text = Files.readString(source);
            if (!name.contains("dev/rollcall/transition/")) {
                assertThat(StatusWrites.updates(text)).as(name).isEmpty();
                if (!source.getFileName().toString().startsWith("NewMeetings")) {
                    assertThat(StatusWrites.inserts(text)).as(name).isEmpty();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update meetings set status = 'failed' where id = $1",
                "UPDATE meetings AS m\n   SET revision = m.revision + 1,\n       status = $2\n WHERE m.id = $1",
                "update meetings set data = jsonb_set(data, '{a}', $1), status = $2",
                "update meetings m set (revision, status) = (2, 'failed') where id = 3",
                "update meetings set end_time = (select now() where true), status = $1 where id = $2",
                "with x as (update meetings set status = $1 returning id) select * from x",
                "update Meeting set status = ?1",
                "\"update meetings \" + \"set status = $1\"",
            })
    void a_write_of_the_status_is_found(String sql) {
        assertThat(StatusWrites.updates(sql)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update meetings set launch_at = null where status = 'requested' returning status",
                "update meetings m set unknown_since = case when m.status = $1 then null end where id = 1",
                "update meetings set a = (select status from x where status = 'y'), b = 2 where id = 1",
                "update meetings_archive set status = 'x'",
                "update commands set status = 'acknowledged' where id = $1",
                "select status from meetings where status = 'active' for update",
            })
    void what_only_reads_the_status_is_left_alone(String sql) {
        assertThat(StatusWrites.updates(sql)).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new java.util.ArrayList<>();
        for (Path root : List.of(Path.of("src/main/java"), Path.of("src/dev/java"))) {
            if (Files.isDirectory(root)) {
                try (Stream<Path> files = Files.walk(root)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        return sources;
    }

    private static DescribedPredicate<JavaClass> oursOutside(String ownPackage) {
        return resideInAPackage("dev.rollcall..").and(DescribedPredicate.not(resideInAPackage(ownPackage)));
    }

    /** A class of one of these names, and what is nested in it. */
    private static DescribedPredicate<JavaClass> belongToFilesNamed(List<String> names) {
        return DescribedPredicate.describe("are one of " + names, type -> {
            String outermost =
                    type.getName().substring(type.getPackageName().length() + 1).split("\\$")[0];
            return names.contains(outermost);
        });
    }
}
