package org.tacet.jobs.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessField;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.security.SecureRandom;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.randomness.ReleaseKey;
import org.tacet.accountant.selection.GroupSelection;
import org.tacet.engine.bounding.BoundContributions;
import org.tacet.engine.noise.SelectAndNoise;
import org.tacet.jobs.Main;
import org.tacet.jobs.commandline.Terminal;

/** The rules of the house, each of which fails when it finds nothing to hold to. */
final class Rules {

  private static final String ACCOUNTANT = "org.tacet.accountant..";
  private static final String RANDOMNESS = "org.tacet.accountant.randomness";
  private static final String NOISE_STEP = "org.tacet.engine.noise";
  private static final String ONE_WAY_IN = "org.tacet.engine.release.PrivateAggregation";

  private Rules() {}

  static final ArchRule ARROWS_RUN_ONE_WAY =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("jobs")
          .definedBy("org.tacet.jobs..")
          .layer("udfs")
          .definedBy("org.tacet.udfs..")
          .layer("engine")
          .definedBy("org.tacet.engine..")
          .layer("accountant")
          .definedBy(ACCOUNTANT)
          .whereLayer("jobs")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("udfs")
          .mayOnlyBeAccessedByLayers("jobs")
          .whereLayer("engine")
          .mayOnlyBeAccessedByLayers("jobs", "udfs");

  /** Neither Spark nor Hadoop nor Jackson, nor anything else that is not the JDK's. */
  static final ArchRule ACCOUNTANT_IS_PLAIN_JAVA =
      classes()
          .that()
          .resideInAPackage(ACCOUNTANT)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(ACCOUNTANT, "java..", "javax.crypto..");

  static final ArchRule PACKAGES_ARE_NAMED_BY_CAPABILITY =
      classes()
          .should()
          .resideOutsideOfPackages(
              "..util..", "..utils..", "..common..", "..impl..", "..helper..", "..helpers..");

  static final ArchRule CLASSES_ARE_NAMED_BY_WHAT_THEY_ARE =
      noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl)(\\$.*)?");

  /** None of these is fit to hide anything, and none gives the same bits to a retried task (P8). */
  static final ArchRule NO_STATISTICAL_RANDOMNESS =
      noClasses()
          .should(
              dependOnClassesThat(
                  resideInAPackage("java.util.random..")
                      .or(named("java.util.Random"))
                      .or(named("java.util.SplittableRandom"))
                      .or(named("java.util.concurrent.ThreadLocalRandom"))
                      .or(named("org.apache.spark.util.random.XORShiftRandom"))))
          .orShould(callMethod(Math.class, "random"))
          .orShould(callMethod(StrictMath.class, "random"));

  static final ArchRule KEYS_AND_CIPHERS_STAY_IN_ONE_PACKAGE =
      noClasses()
          .that()
          .resideOutsideOfPackage(RANDOMNESS)
          .should(
              dependOnClassesThat(
                  resideInAPackage("javax.crypto..").or(belongToAnyOf(SecureRandom.class))))
          .orShould(
              callMethodWhere(target(owner(type(ReleaseKey.class))).and(target(name("draw")))));

  /** No way to noise that does not begin with bounding. */
  static final ArchRule PRIVATE_STEPS_ARE_PLANNED_IN_ONE_PLACE =
      noClasses()
          .that(not(named(ONE_WAY_IN)))
          .should(
              callMethodWhere(target(owner(type(SelectAndNoise.class))).and(target(name("over")))))
          .orShould(
              callMethodWhere(
                  target(owner(type(BoundContributions.class))).and(target(name("over")))));

  static final ArchRule PRIVATE_STEPS_BEGIN_WITH_BOUNDING =
      classes()
          .that(named(ONE_WAY_IN))
          .should(
              callMethodWhere(target(owner(type(SelectAndNoise.class))).and(target(name("over")))))
          .andShould(
              callMethodWhere(
                  target(owner(type(BoundContributions.class))).and(target(name("over")))));

  static final ArchRule NOISE_IS_DRAWN_IN_THE_NOISE_STEP =
      noClasses()
          .that()
          .resideOutsideOfPackages(NOISE_STEP, ACCOUNTANT)
          .should(
              callMethodWhere(
                  target(owner(JavaClass.Predicates.assignableTo(NoiseMechanism.class)))
                      .and(target(name("sample")))))
          .orShould(
              callMethodWhere(
                  target(owner(JavaClass.Predicates.assignableTo(GroupSelection.class)))
                      .and(target(name("keep")))));

  static final ArchRule THE_PROCESS_ENDS_IN_MAIN =
      noClasses()
          .that(not(named(Main.class.getName())))
          .should(callMethod(System.class, "exit", int.class))
          .orShould(callMethod(Runtime.class, "exit", int.class))
          .orShould(callMethod(Runtime.class, "halt", int.class));

  static final ArchRule ONLY_THE_TERMINAL_SPEAKS =
      noClasses()
          .that(not(named(Terminal.class.getName())))
          .should(accessField(System.class, "out"))
          .orShould(accessField(System.class, "err"));

  private static DescribedPredicate<JavaClass> named(String className) {
    return DescribedPredicate.describe(className, each -> each.getName().equals(className));
  }
}
