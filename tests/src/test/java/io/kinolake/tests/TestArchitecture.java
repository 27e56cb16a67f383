package io.kinolake.tests;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.kinolake.udfs.Stage;
import io.kinolake.udfs.spark.ExecutorRuntime;
import java.util.Random;

@AnalyzeClasses(
    packages = "io.kinolake",
    importOptions = {ImportOption.DoNotIncludeTests.class, TestArchitecture.NoTestJars.class})
class TestArchitecture {
  /** Leaves out the tests of other modules that these share. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static final String SPARK = "org.apache.spark..";
  private static final String DELTA = "io.delta..";
  private static final String DELTA_INTERNALS = "org.apache.spark.sql.delta..";

  @ArchTest
  static final ArchRule schemas_use_the_jdk_only =
      classes()
          .that()
          .resideInAPackage("io.kinolake.schemas..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.kinolake.schemas..", "java..")
          .because("whoever reads or writes a table, on whatever engine, needs them");

  @ArchTest
  static final ArchRule media_know_no_engine_and_no_network =
      noClasses()
          .that()
          .resideInAPackage("io.kinolake.media..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  SPARK, DELTA, "org.apache.hadoop..", "org.tensorflow..", "ai.onnxruntime.."))
          .because("video is read and written the same way with and without a cluster");

  @ArchTest
  static final ArchRule models_know_no_engine_of_data =
      noClasses()
          .that()
          .resideInAPackage("io.kinolake.models..")
          .should()
          .dependOnClassesThat(resideInAnyPackage(SPARK, DELTA, "org.apache.hadoop.."))
          .because("training and serving run networks without a cluster");

  @ArchTest
  static final ArchRule weight_files_and_tokenizers_know_no_tensorflow =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.kinolake.models.tensor..",
              "io.kinolake.models.weights..",
              "io.kinolake.models.tokenizer..",
              "io.kinolake.models.text..")
          .should()
          .dependOnClassesThat(resideInAPackage("org.tensorflow.."))
          .because("files are converted and checked where no native library loads");

  @ArchTest
  static final ArchRule media_do_not_know_models =
      noClasses()
          .that()
          .resideInAPackage("io.kinolake.media..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.kinolake.models..")
          .because("a stage brings frames and networks together");

  @ArchTest
  static final ArchRule modules_depend_downwards_only =
      noClasses()
          .that()
          .resideInAnyPackage("io.kinolake.media..", "io.kinolake.models..", "io.kinolake.udfs..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.kinolake.jobs..")
          .because("executors do not know what the driver does with them");

  @ArchTest
  static final ArchRule media_and_models_do_not_know_stages =
      noClasses()
          .that()
          .resideInAnyPackage("io.kinolake.media..", "io.kinolake.models..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.kinolake.udfs..")
          .because("stages are made of their code, not the other way round");

  @ArchTest
  static final ArchRule training_knows_no_spark_and_no_pipeline =
      noClasses()
          .that()
          .resideInAPackage("io.kinolake.training..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(SPARK, "io.kinolake.udfs..", "io.kinolake.jobs.."))
          .because("a training host needs shards and their manifest, nothing else");

  @ArchTest
  static final ArchRule the_pipeline_does_not_know_training =
      noClasses()
          .that()
          .resideInAnyPackage("io.kinolake.udfs..", "io.kinolake.jobs..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.kinolake.training..")
          .because("shards are all that they share");

  @ArchTest
  static final ArchRule udfs_touch_spark_in_the_adapter_package_only =
      noClasses()
          .that()
          .resideInAPackage("io.kinolake.udfs..")
          .and()
          .resideOutsideOfPackage("io.kinolake.udfs.spark..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SPARK, "org.apache.hadoop..")
          .because("a stage's work is tested, and isolated in a process, without Spark");

  @ArchTest
  static final ArchRule delta_is_touched_in_the_tables_package_only =
      noClasses()
          .that()
          .resideInAPackage("io.kinolake..")
          .and()
          .resideOutsideOfPackages("io.kinolake.jobs.tables..", "io.kinolake.training.data..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(DELTA, DELTA_INTERNALS)
          .because("how rows are committed, and how they are read, is decided in one place each");

  @ArchTest
  static final ArchRule packages_of_schemas_have_no_cycles =
      slices()
          .matching("io.kinolake.schemas.(**)")
          .should()
          .beFreeOfCycles()
          .because("a package can be understood after those that it uses");

  @ArchTest
  static final ArchRule packages_of_media_have_no_cycles =
      slices()
          .matching("io.kinolake.media.(**)")
          .should()
          .beFreeOfCycles()
          .because("a package can be understood after those that it uses");

  @ArchTest
  static final ArchRule packages_of_models_have_no_cycles =
      slices()
          .matching("io.kinolake.models.(**)")
          .should()
          .beFreeOfCycles()
          .because("a package can be understood after those that it uses");

  @ArchTest
  static final ArchRule packages_of_udfs_have_no_cycles =
      slices()
          .matching("io.kinolake.udfs.(**)")
          .should()
          .beFreeOfCycles()
          .because("a package can be understood after those that it uses");

  @ArchTest
  static final ArchRule packages_of_jobs_have_no_cycles =
      slices()
          .matching("io.kinolake.jobs.(**)")
          .should()
          .beFreeOfCycles()
          .because("a package can be understood after those that it uses");

  @ArchTest
  static final ArchRule packages_of_training_have_no_cycles =
      slices()
          .matching("io.kinolake.training.(**)")
          .should()
          .beFreeOfCycles()
          .because("a package can be understood after those that it uses");

  @ArchTest
  static final ArchRule a_class_is_named_after_what_it_is =
      noClasses()
          .should()
          .haveNameMatching(".*(Utils|Util|Helper|Helpers|Manager|Impl)")
          .because("such a name says nothing and gathers anything");

  @ArchTest
  static final ArchRule statics_do_not_change =
      fields()
          .that()
          .areStatic()
          .and()
          .areDeclaredInClassesThat(not(type(ExecutorRuntime.class)))
          .should()
          .beFinal()
          .because("only the executor's runtime outlives a task");

  @ArchTest
  static final ArchRule stages_are_immutable =
      fields()
          .that()
          .areDeclaredInClassesThat()
          .areAssignableTo(Stage.class)
          .should()
          .beFinal()
          .because("a stage is shipped to executors and must be the same there");

  @ArchTest
  static final ArchRule holders_of_native_memory_are_final =
      classes()
          .that()
          .resideInAPackage("io.kinolake.media..")
          .and()
          .areAssignableTo(AutoCloseable.class)
          .and()
          .areNotInterfaces()
          .should()
          .haveModifier(JavaModifier.FINAL)
          .orShould()
          .haveModifier(JavaModifier.ABSTRACT)
          .because("a subclass could keep what close has freed");

  @ArchTest
  static final ArchRule nobody_sleeps_except_between_attempts =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.kinolake.models.process.Pause")
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .because("a wait for something is a wait for that thing");

  @ArchTest
  static final ArchRule only_keys_come_from_the_environment =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.kinolake.udfs.caption.OpenAiCaptioner")
          .and()
          .doNotHaveFullyQualifiedName("io.kinolake.jobs.doctor.WarehouseCheck")
          .and()
          .doNotHaveFullyQualifiedName("io.kinolake.training.parallel.RankPlace")
          .should()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getenv")
          .because("settings come from files and flags, which a run records");

  @ArchTest
  static final ArchRule chance_has_a_seed =
      noClasses()
          .should()
          .callConstructor(Random.class)
          .orShould()
          .callMethod(Math.class, "random")
          .because("the same input gives the same result");

  @ArchTest
  static final ArchRule public_fields_are_final =
      fields()
          .that()
          .arePublic()
          .should()
          .beFinal()
          .because("others cannot keep what they do not own consistent");

  @ArchTest
  static final ArchRule only_the_command_line_ends_the_process =
      noClasses()
          .that(not(resideInAnyPackage("io.kinolake.jobs.cli..", "io.kinolake.training.cli..")))
          .should()
          .callMethod(System.class, "exit", int.class)
          .because("code that is called as a library returns");
}
