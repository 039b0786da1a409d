package dev.lovage.examples;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.ObjectInputStream;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.function.Predicate;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The shape of the house: who may see whom, and what is done in one place only. */
class ArchitectureTest {

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.lovage");

    /** The one place that loads classes by name: those of the application that the user named on the command line. */
    private static final String APPLICATION_LOADER = "dev.lovage.worker.app..";

    /** Finds the class that a method reference in the caller's own program names; nothing of it comes from a message. */
    private static final String METHOD_REFERENCES = "dev.lovage.TaskReference";

    private static final String MESSAGING = "dev.lovage.messaging..";
    private static final String WORKER = "dev.lovage.worker..";
    private static final String TESTKIT = "dev.lovage.testkit..";
    private static final String[] LEAVES = {"dev.lovage.jdbc..", "dev.lovage.redis..", "dev.lovage.rabbitmq.."};
    private static final String[] APPS = {"dev.lovage.cli..", "dev.lovage.examples.."};

    private static final Set<String> WALL_CLOCKS = Set.of(
            "java.time.Instant",
            "java.time.LocalDate",
            "java.time.LocalTime",
            "java.time.LocalDateTime",
            "java.time.OffsetDateTime",
            "java.time.OffsetTime",
            "java.time.ZonedDateTime");

    @Test
    void theWholeHouseIsLookedAt() {
        assertThat(HOUSE).extracting(JavaClass::getPackageName).contains("dev.lovage.messaging", "dev.lovage.results");
    }

    @Test
    void messagingSeesNothingAboveIt() {
        noClasses()
                .that()
                .resideInAPackage(MESSAGING)
                .should()
                .dependOnClassesThat(resideInAPackage("dev.lovage..").and(not(resideInAPackage(MESSAGING))))
                .check(HOUSE);
    }

    @Test
    void tasksSeeOnlyMessaging() {
        noClasses()
                .that(inTasks())
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.lovage..").and(not(inTasks().or(resideInAPackage(MESSAGING)))))
                .check(HOUSE);
    }

    @Test
    void theWorkerSeesOnlyTasksAndMessaging() {
        noClasses()
                .that()
                .resideInAPackage(WORKER)
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.lovage..").and(not(inTasks().or(resideInAnyPackage(MESSAGING, WORKER)))))
                .check(HOUSE);
    }

    @Test
    void aLeafSeesOnlyWhatItImplements() {
        for (String leaf : LEAVES) {
            noClasses()
                    .that()
                    .resideInAPackage(leaf)
                    .should()
                    .dependOnClassesThat(resideInAPackage("dev.lovage..")
                            .and(not(inTasks().or(resideInAnyPackage(MESSAGING, leaf)))))
                    .allowEmptyShould(true)
                    .check(HOUSE);
        }
    }

    @Test
    void nothingIsCompiledAgainstALeafOrAnApplication() {
        for (String leaf : LEAVES) {
            noClasses()
                    .that(not(resideInAPackage(leaf)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(leaf)
                    .check(HOUSE);
        }
        noClasses()
                .that(not(resideInAnyPackage(APPS)))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(APPS)
                .check(HOUSE);
    }

    @Test
    void theTestkitIsForTests() {
        noClasses()
                .that(not(resideInAPackage(TESTKIT)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(TESTKIT)
                .check(HOUSE);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().assignedFrom(EACH_PACKAGE).should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void aClassIsNeverLookedUpByANameFromAMessage() {
        noClasses()
                .that(not(resideInAPackage(APPLICATION_LOADER)))
                .and()
                .doNotHaveFullyQualifiedName(METHOD_REFERENCES)
                .should()
                .accessTargetWhere(target("a class looked up by its name", ArchitectureTest::loadsAClassByName))
                .check(HOUSE);
    }

    @Test
    void nothingIsReadWithJavaSerialization() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .check(HOUSE);
    }

    @Test
    void jacksonNeverTakesATypeFromTheData() {
        noClasses()
                .should()
                .accessTargetWhere(target(
                        "default typing switched on",
                        access -> access.getName().matches("(activate|enable)DefaultTyping.*|setDefaultTyping")))
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching(".*\\.(JsonTypeInfo|PolymorphicTypeValidator|DefaultTypeResolverBuilder)")
                .check(HOUSE);
    }

    @Test
    void timeIsReadAndSpentInOnePlace() {
        noClasses()
                .that(not(describe(
                        "the system clock", type -> type.getName().equals("dev.lovage.messaging.SystemClock"))))
                .should()
                .accessTargetWhere(target("the machine's time", ArchitectureTest::readsOrSpendsTime))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Timer.class)
                .check(HOUSE);
    }

    @Test
    void everyPackageIsNullMarked() {
        List<String> unmarked = HOUSE.getPackage("dev.lovage").getSubpackagesInTree().stream()
                .filter(known -> !known.getClasses().isEmpty())
                .filter(known -> !known.isAnnotatedWith(NullMarked.class))
                .map(JavaPackage::getName)
                .toList();
        assertThat(unmarked)
                .as("packages without @NullMarked in a package-info.java")
                .isEmpty();
        assertThat(HOUSE.getPackage("dev.lovage").isAnnotatedWith(NullMarked.class))
                .isTrue();
    }

    @Test
    void nothingIsMocked() {
        JavaClasses withTests = new ClassFileImporter().importPackages("dev.lovage");
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.mockito..", "org.powermock..", "org.easymock..")
                .check(withTests);
    }

    /** Whatever is in the core/tasks module: the root package and those beside it that are no module of their own. */
    private static DescribedPredicate<JavaClass> inTasks() {
        DescribedPredicate<JavaClass> elsewhere = resideInAnyPackage(MESSAGING, WORKER, TESTKIT)
                .or(resideInAnyPackage(LEAVES))
                .or(resideInAnyPackage(APPS));
        return resideInAPackage("dev.lovage..").and(not(elsewhere)).as("the tasks module");
    }

    private static boolean loadsAClassByName(AccessTarget access) {
        JavaClass owner = access.getOwner();
        return (owner.isEquivalentTo(Class.class) && access.getName().equals("forName"))
                || (owner.isAssignableTo(ClassLoader.class)
                        && Set.of("loadClass", "findClass", "defineClass").contains(access.getName()))
                || (owner.getName().equals("java.lang.invoke.MethodHandles$Lookup")
                        && access.getName().equals("findClass"));
    }

    private static boolean readsOrSpendsTime(AccessTarget access) {
        String owner = access.getOwner().getName();
        String name = access.getName();
        return (owner.equals("java.lang.System")
                        && Set.of("nanoTime", "currentTimeMillis").contains(name))
                || (owner.equals("java.lang.Thread") && name.equals("sleep"))
                || (owner.equals("java.util.concurrent.TimeUnit") && name.equals("sleep"))
                || (WALL_CLOCKS.contains(owner) && name.equals("now"))
                || (owner.equals("java.time.Clock") && name.startsWith("system"))
                || (owner.equals("java.util.Date") && name.equals("<init>") && takesNothing(access));
    }

    private static boolean takesNothing(AccessTarget access) {
        return access instanceof AccessTarget.CodeUnitAccessTarget unit
                && unit.getRawParameterTypes().isEmpty();
    }

    private static DescribedPredicate<JavaAccess<?>> target(String description, Predicate<AccessTarget> condition) {
        return describe(description, access -> condition.test(access.getTarget()));
    }

    private static <T> DescribedPredicate<T> not(DescribedPredicate<T> predicate) {
        return DescribedPredicate.not(predicate);
    }

    private static final SliceAssignment EACH_PACKAGE = new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return type.getPackageName().startsWith("dev.lovage")
                    ? SliceIdentifier.of(type.getPackageName())
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    };
}
