package io.uring.connector.core;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.stream.Stream;

/** Holds the arrows between the rooms of connector-core, in its Java 17 and its Java 22 classes. */
@AnalyzeClasses(packages = ArchitectureTest.CORE, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  static final String CORE = "io.uring.connector.core";

  private static final String LIST = CORE + ".list";
  private static final String PLAN = CORE + ".plan";
  private static final String MEMORY = CORE + ".memory";
  private static final String ENGINE = CORE + ".engine";
  private static final String URING = CORE + ".engine.uring";
  private static final String ARROW = CORE + ".arrow";
  private static final String IMAGE = CORE + ".image";
  private static final String WATCH = CORE + ".watch";
  private static final String SCAN = CORE + ".scan";

  @ArchTest static final ArchRule coreUsesNoOtherRoom = mayUse(CORE);
  @ArchTest static final ArchRule listUsesCore = mayUse(LIST, CORE);
  @ArchTest static final ArchRule watchUsesCore = mayUse(WATCH, CORE);
  @ArchTest static final ArchRule planUsesCore = mayUse(PLAN, CORE);
  @ArchTest static final ArchRule memoryUsesCore = mayUse(MEMORY, CORE);
  @ArchTest static final ArchRule engineUsesMemory = mayUse(ENGINE, CORE, MEMORY);
  @ArchTest static final ArchRule uringUsesEngine = mayUse(URING, CORE, MEMORY, ENGINE);
  @ArchTest static final ArchRule arrowUsesMemory = mayUse(ARROW, CORE, MEMORY);
  @ArchTest static final ArchRule imageUsesNoOtherRoom = mayUse(IMAGE);

  @ArchTest
  static final ArchRule scanUsesAll = mayUse(SCAN, CORE, LIST, PLAN, MEMORY, ENGINE, URING, ARROW);

  @ArchTest
  static final ArchRule everyClassHasARoom =
      classes()
          .should()
          .resideInAnyPackage(CORE, LIST, PLAN, MEMORY, ENGINE, URING, ARROW, IMAGE, WATCH, SCAN)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyUringIsNative =
      noClasses()
          .that()
          .resideOutsideOfPackage(URING)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.lang.foreign..", "com.sun.jna..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule coreKnowsNoFramework =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.flink..", "org.apache.hadoop..")
          .allowEmptyShould(true);

  @ArchTest
  static void rulesSeeTheClasses(JavaClasses imported) {
    assertThat(imported.contain(Errno.class)).isTrue();
  }

  /** The classes of a room depend on its own ones, on the named rooms, and on other libraries. */
  private static ArchRule mayUse(String room, String... others) {
    String[] allowed = Stream.concat(Stream.of(room), Arrays.stream(others)).toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat(resideInAPackage(CORE + "..").and(not(resideInAnyPackage(allowed))))
        .allowEmptyShould(true);
  }
}
