# Submitting to the Spark that SPARK_HOME names: what it has to be, and how an outcome comes back from a driver that runs on
# a machine of the cluster. Sourced by spark-submit.sh, whose variables and functions it uses; keeps to bash 3.2 too.
# shellcheck shell=bash

readonly needed_spark=4
readonly needed_scala=2.13
readonly status_option=--status-uri

# The names of a distribution's files tell its versions before anything of it is started.
check_spark_home() {
  local jar spark='' scala='' major
  for jar in "$SPARK_HOME"/jars/spark-core_*.jar; do
    jar=${jar##*/spark-core_}
    scala=${jar%%-*}
    spark=${jar#*-}
    spark=${spark%.jar}
  done
  if [[ -z $spark && -r $SPARK_HOME/RELEASE ]]; then
    read -r jar spark jar <"$SPARK_HOME/RELEASE" || true
  fi
  major=${spark%%[!0-9]*}
  [[ -n $major ]] ||
    fail 2 "SPARK_HOME is '$SPARK_HOME', but neither jars/spark-core_*.jar nor RELEASE can be read there, so its version is not known. Set it to a Spark distribution ($needed_spark.0 or newer, Scala $needed_scala) that you may read, or unset it to use the embedded Spark."
  ((major >= needed_spark)) && [[ ${scala:-$needed_scala} == "$needed_scala" ]] ||
    fail 2 "SPARK_HOME is '$SPARK_HOME', which holds Spark $spark${scala:+ for Scala $scala}. Tacet needs Spark $needed_spark.0 or newer for Scala $needed_scala: set SPARK_HOME to such a distribution, or unset it to use the embedded Spark."
}

# What the release's own check has to know of the submission.
submission_settings() {
  local files_setting=spark.files
  [[ $master != yarn ]] || files_setting=spark.yarn.dist.files
  submission=("-Dspark.submit.deployMode=$deploy_mode" "-Dspark.files=$(setting "$files_setting" "$files")")
  submission+=("-Dspark.driver.supervise=$(setting spark.driver.supervise "$supervise")")
}

# value_of <option> <arguments>: as picocli takes it.
value_of() {
  local option=$1
  shift
  while (($#)); do
    case $1 in
      "$option") printf '%s' "${2-}" && return ;;
      "$option"=*) printf '%s' "${1#*=}" && return ;;
    esac
    shift
  done
}

# waiting_settings: spark-submit returns when the application has ended, and starts its driver only once: a second attempt
# would charge the account again.
waiting_settings() {
  case $master in
    yarn) waiting=(--conf spark.yarn.submit.waitAppCompletion=true --conf spark.yarn.maxAppAttempts=1) ;;
    k8s://*) waiting=(--conf spark.kubernetes.submission.waitAppCompletion=true) ;;
    spark://*) waiting=(--conf spark.standalone.submit.waitAppCompletion=true) ;;
  esac
}

start_on_spark_home() {
  local -a submission=() waiting=() direct=() submit=()
  if [[ $1 == release ]]; then
    submission_settings
    prepare_directly
    # A bad spec is told here and at once, not by a driver that waited for its place in the cluster.
    "${direct[@]}" "$@" --check >&2 || exit $?
  fi
  [[ $1 != release || $deploy_mode != cluster ]] || waiting_settings
  submit=("$SPARK_HOME/bin/spark-submit" --name "tacet $1" ${spark_arguments[@]+"${spark_arguments[@]}"}
    ${waiting[@]+"${waiting[@]}"} ${user_jars:+--jars "$user_jars"} --class "$main_class" "${TACET_BUNDLE:-$bundle_jar}" "$@")
  if [[ $1 != release || $deploy_mode != cluster ]]; then
    exec "${submit[@]}"
  fi
  # Its exit code says less than the status: of a driver elsewhere it knows only whether it failed.
  "${submit[@]}" >&2 || true
  exec "${direct[@]}" status "$(value_of "$status_option" "$@")"
}
