package io.uring.connector.flink;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
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

/**
 * Holds the arrows between the rooms of connector-flink. Every room may use what a user gives to a
 * source ({@link FileDeserializer}, {@link FileSelection}) and is given by it ({@link FileRow}).
 */
@AnalyzeClasses(packages = ArchitectureTest.FLINK, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  static final String FLINK = "io.uring.connector.flink";

  private static final String TYPE = FLINK + ".type";
  private static final String ARROW = FLINK + ".arrow";
  private static final String SPLIT = FLINK + ".split";
  private static final String LIST = FLINK + ".list";
  private static final String HOST = FLINK + ".host";
  private static final String ENUMERATOR = FLINK + ".enumerator";
  private static final String READER = FLINK + ".reader";
  private static final String TABLE = FLINK + ".table";

  @ArchTest static final ArchRule typeUsesNoOtherRoom = mayUse(TYPE);
  @ArchTest static final ArchRule splitUsesNoOtherRoom = mayUse(SPLIT);
  @ArchTest static final ArchRule listUsesNoOtherRoom = mayUse(LIST);
  @ArchTest static final ArchRule arrowUsesType = mayUse(ARROW, TYPE);
  @ArchTest static final ArchRule hostUsesList = mayUse(HOST, LIST, SPLIT);
  @ArchTest static final ArchRule enumeratorUsesHost = mayUse(ENUMERATOR, HOST, LIST, SPLIT);
  @ArchTest static final ArchRule readerUsesHost = mayUse(READER, HOST, SPLIT, ARROW);
  @ArchTest static final ArchRule tableUsesTheSource = mayUse(TABLE, FLINK);

  @ArchTest
  static final ArchRule everyClassHasARoom =
      classes()
          .should()
          .resideInAnyPackage(FLINK, TYPE, ARROW, SPLIT, LIST, HOST, ENUMERATOR, READER, TABLE);

  @ArchTest
  static final ArchRule onlyTablesNeedFlinksTableModules =
      noClasses()
          .that()
          .resideOutsideOfPackage(TABLE)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.flink.table..");

  @ArchTest
  static void rulesSeeTheClasses(JavaClasses imported) {
    assertThat(imported.contain(UringSource.class)).isTrue();
  }

  /** The classes of a room depend on its own ones, on the named rooms, and on other libraries. */
  private static ArchRule mayUse(String room, String... others) {
    String[] allowed = Stream.concat(Stream.of(room), Arrays.stream(others)).toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat(
            resideInAPackage(FLINK + "..")
                .and(not(resideInAnyPackage(allowed)))
                .and(
                    not(
                        belongToAnyOf(
                            FileDeserializer.class, FileSelection.class, FileRow.class))));
  }
}
