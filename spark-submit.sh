#!/usr/bin/env bash
# Starts a Tacet command on Spark: on the one SPARK_HOME names, or on an embedded one when it is not set.
#
#   ./spark-submit.sh [Spark options] <command> [spec.yaml] [options]
#
# Builds Tacet on first use and when a source is newer. Works from any folder; keeps to bash 3.2, which is what macOS has.
#   JAVA_HOME             the Java to use (17 or newer); otherwise the one on the PATH
#   SPARK_HOME            a Spark distribution (4.0 or newer, Scala 2.13); its bin/spark-submit then starts the command
#   SPARK_CONF_DIR        where spark-defaults.conf lies; otherwise conf/ here, or conf/ of SPARK_HOME
#   TACET_BUNDLE          a URI of tacet-bundle.jar that the cluster reads, instead of the one built here
#   TACET_MAVEN_OPTIONS   options for the Maven that builds, for example "-o" or "-s settings.xml"
set -euo pipefail

readonly needed_java=17
readonly main_class=org.tacet.jobs.Main
# Every other command, and every --help, starts without Spark.
readonly commands_on_spark=' release generate demo benchmark audit '
# These compute for seconds, and are compiled as well as Java can.
readonly commands_that_compute=' account '
# These keep everything in a folder of the machine that runs them.
readonly commands_of_one_machine=' demo benchmark audit '
spark_options_with_value=' --master --deploy-mode --name --conf -c --properties-file --jars --packages --exclude-packages '
spark_options_with_value+='--repositories --py-files --files --archives --driver-memory --driver-java-options '
spark_options_with_value+='--driver-library-path --driver-class-path --driver-default-class-path --driver-cores '
spark_options_with_value+='--executor-memory --executor-cores --total-executor-cores --num-executors --queue '
spark_options_with_value+='--proxy-user --principal --keytab '
readonly spark_options_with_value
readonly spark_flags=' --supervise --verbose -v --load-spark-defaults '
readonly spark_options_not_ours=' --class --kill --status --usage-error '

say() { printf 'spark-submit.sh: %s\n' "$1" >&2; }

# fail <exit code> <line>: 2 for a bad command line, 1 for anything else, as Tacet itself does.
fail() {
  say "$2"
  exit "$1"
}

is_in() { [[ $2 == *" $1 "* ]]; }

own_folder() {
  local file=${BASH_SOURCE[0]} target
  while [[ -L $file ]]; do
    target=$(readlink "$file")
    [[ $target == /* ]] || target=$(dirname "$file")/$target
    file=$target
  done
  cd "$(dirname "$file")" && pwd -P
}

# property <file> <key>: the value that spark-submit would read there; the last one counts.
property() {
  [[ ! -f $1 ]] || sed -n "s/^[[:space:]]*${2//./\\.}[[:space:]=:][[:space:]=:]*\(.*[^[:space:]]\)[[:space:]]*\$/\1/p" "$1" | tail -n 1
}

# --- the command line -------------------------------------------------------------------------------------------------

spark_arguments=()     # as given, for spark-submit
settings=()            # the key=value of every --conf
user_jars=''
files=''
supervise=''
master=''
deploy_mode=''
properties_file=''
driver_memory=''
driver_java_options=''
driver_class_path=''
driver_library_path=''
command=''

keep_spark_option() {
  local name=$1 value=$2
  case $name in
    --jars) user_jars=$value && return ;;
    --files) files=$value ;;
    --master) master=$value ;;
    --deploy-mode) deploy_mode=$value ;;
    --properties-file) properties_file=$value ;;
    --driver-memory) driver_memory=$value ;;
    --driver-java-options) driver_java_options=$value ;;
    --driver-class-path) driver_class_path=$value ;;
    --driver-library-path) driver_library_path=$value ;;
    --conf | -c)
      # Behind what can't be part of a key a secret may stand, which is not repeated.
      [[ $value == *=* ]] || fail 2 "$name needs key=value, but was given '${value%%[!A-Za-z0-9._-]*}'. For example: --conf spark.ui.enabled=true"
      settings+=("$value")
      ;;
  esac
  spark_arguments+=("$name" "$value")
}

# Reads the Spark options and the command. What follows the command is Tacet's; its number is left in $read_arguments.
read_arguments=0
read_spark_options() {
  local option
  while (($#)); do
    option=${1%%=*}
    if [[ $1 == --help || $1 == -h || $1 == --version ]]; then
      command=$1
      return
    elif is_in "$1" "$spark_flags"; then
      [[ $1 != --supervise ]] || supervise=true
      spark_arguments+=("$1")
    elif [[ $1 == --*=* ]] && is_in "$option" "$spark_options_with_value"; then
      keep_spark_option "$option" "${1#*=}"
    elif is_in "$1" "$spark_options_with_value"; then
      (($# > 1)) || fail 2 "$1 needs a value. Spark options come first: ./spark-submit.sh $1 <value> <command> ..."
      keep_spark_option "$1" "$2"
      shift
      read_arguments=$((read_arguments + 1))
    elif [[ $option == --remote ]]; then
      refuse_connect --remote
    elif is_in "$option" "$spark_options_not_ours"; then
      fail 2 "$option is not for Tacet, which sets what it starts by itself. Use the spark-submit of your Spark for it."
    elif [[ $1 == -* ]]; then
      fail 2 "$option is not a Spark option. Tacet's own options follow the command: ./spark-submit.sh [Spark options] <command> [spec.yaml] [options]"
    elif [[ $1 == *.yaml || $1 == *.yml ]]; then
      fail 2 "$1 is a spec, and stands where the command should. Put the command first: ./spark-submit.sh release $1"
    else
      command=$1
      return
    fi
    shift
    read_arguments=$((read_arguments + 1))
  done
}

# refuse_connect <what asks for it>
refuse_connect() {
  fail 2 "$1 is not for Tacet: it asks for Spark Connect, and Tacet runs in Spark's own driver. Take it out, and name the cluster with --master."
}

check_no_connect() {
  [[ -z ${SPARK_REMOTE:-} ]] || refuse_connect 'the variable SPARK_REMOTE'
  [[ -z $(setting spark.remote) ]] || refuse_connect 'the setting spark.remote'
  [[ $(setting spark.api.mode) != [cC][oO][nN][nN][eE][cC][tT] ]] || refuse_connect 'the setting spark.api.mode=connect'
}

# refuse_late_spark_options <command> <its arguments>: Spark would never see them.
refuse_late_spark_options() {
  local option given=$1
  shift
  for option in "$@"; do
    option=${option%%=*}
    if is_in "$option" "$spark_options_with_value --supervise --load-spark-defaults "; then
      fail 2 "$option is a Spark option and stands before the command: ./spark-submit.sh $option ... $given ..."
    fi
  done
}

# setting <key> [value of the option that means the same]: option, then --conf, then --properties-file, then the defaults.
setting() {
  local found=${2:-} one
  if [[ -z $found ]]; then
    for one in ${settings[@]+"${settings[@]}"}; do
      [[ ${one%%=*} != "$1" ]] || found=${one#*=}
    done
  fi
  found=${found:-$(property "$properties_file" "$1")}
  printf '%s' "${found:-$(property "$defaults_file" "$1")}"
}

# --- Java and the build -----------------------------------------------------------------------------------------------

find_java() {
  local version major
  if [[ -n ${JAVA_HOME:-} ]]; then
    java=$JAVA_HOME/bin/java
    [[ -x $java ]] || fail 1 "JAVA_HOME is '$JAVA_HOME', but there is no bin/java in it. Set JAVA_HOME to the folder of a JDK $needed_java or newer."
  else
    java=$(command -v java) || fail 1 "Java was not found. Install a JDK $needed_java or newer, and put java on the PATH or set JAVA_HOME to its folder."
  fi
  java_version=$("$java" -version 2>&1) || true
  version=$(sed -n 's/.* version "\([^"]*\)".*/\1/p' <<<"$java_version" | head -n 1)
  major=${version#1.}
  major=${major%%[!0-9]*}
  [[ -n $major ]] || fail 1 "'$java -version' names no version. Set JAVA_HOME to the folder of a JDK $needed_java or newer."
  ((major >= needed_java)) || fail 1 "Java $needed_java or newer is needed, but $java is Java $version. Set JAVA_HOME to the folder of a JDK $needed_java or newer."
}

# The build writes both lists last; a source touched since makes them old.
needs_build() {
  local jar
  [[ -f $jobs_jar && -f $own_list && -f $spark_list ]] || return 0
  # The bundle comes last; one that is older is left from an earlier build.
  [[ $way != on_spark_home || (-f $bundle_jar && ! $bundle_jar -ot $own_list) ]] || return 0
  [[ -z $(find "$root"/pom.xml "$root"/*/pom.xml "$root"/*/src/main "$root"/conf/*.json -newer "$own_list") ]] || return 0
  while IFS= read -r -d : jar; do
    [[ -e $jar ]] || return 0
  done <<<"$(<"$own_list"):$(<"$spark_list"):"
  return 1
}

build() {
  needs_build || needs_archive || return 0
  # Two first uses at once: one builds, the other waits and finds it done.
  exec 9<"$root/pom.xml"
  if command -v flock >/dev/null; then
    flock 9
  fi
  if needs_build; then
    build_with_maven
  fi
  if needs_archive; then
    archive_classes
  fi
  exec 9<&-
}

build_with_maven() {
  local started
  local -a maven_options
  command -v mvn >/dev/null || fail 1 "Tacet has to be built first, and Maven (mvn) was not found. Install Maven 3.6.3 or newer and put mvn on the PATH."
  say 'building Tacet (first use, or a source changed); the very first time Maven also downloads Spark, which takes minutes.'
  started=$(mktemp)
  read -r -a maven_options <<<"${TACET_MAVEN_OPTIONS:-}"
  if ! (cd "$root" && mvn -q -B -Dstyle.color=never ${maven_options[@]+"${maven_options[@]}"} -DskipTests package </dev/null 9<&-) >&2; then
    rm -f "$started"
    fail 1 "the build failed; Maven's lines above say why. By hand: cd '$root' && mvn -DskipTests package"
  fi
  # A source edited while Maven ran counts as newer.
  touch -r "$started" "$own_list"
  rm -f "$started"
}

# The jars of others stay as they are; Tacet's own change with every build, and stand behind them on the class path.
tacet_jars=''
other_jars=''
sort_jars() {
  local jar
  tacet_jars=$jobs_jar
  other_jars=''
  while IFS= read -r -d : jar; do
    if [[ $jar == "$root"/*/target/*.jar ]]; then
      tacet_jars+=:$jar
    else
      other_jars+=${other_jars:+:}$jar
    fi
  done <<<"$(<"$own_list"):$(<"$spark_list"):"
}

# Loading Spark's classes is half of a short command's time. Java can keep them ready to use (class data sharing), in an
# archive that belongs to one Java and one list of jars. Without it all works, only slower.
needs_archive() {
  [[ $way == embedded && -w $root/jobs/target ]] || return 1
  sort_jars
  [[ ! -f $class_archive.made-for || $(<"$class_archive.made-for") != "$java_version $other_jars" ]]
}

# A small demo shows which classes are needed. If it fails it is not tried again for the same Java and jars.
archive_classes() {
  local folder
  say 'preparing an archive of classes, once; it halves the time that short commands take.'
  rm -f "$class_archive" "$class_archive.new"
  folder=$(mktemp -d)
  if SPARK_LOCAL_IP=127.0.0.1 SPARK_CONF_DIR=$root/conf "$java" "@$root/conf/jvm.options" -Xmx1g -XX:+UseSerialGC \
    "-XX:ArchiveClassesAtExit=$class_archive.new" "-Dlog4j2.configurationFile=$root/conf/log4j2.properties" \
    -cp "$other_jars" org.apache.spark.deploy.SparkSubmit --master 'local[2]' --jars "${tacet_jars//:/,}" \
    --class "$main_class" "$jobs_jar" demo --scale 0.001 --folder "$folder" </dev/null >/dev/null 2>&1 9<&- &&
    "$java" "-XX:SharedArchiveFile=$class_archive.new" -cp "$other_jars" -version >/dev/null 2>&1; then
    mv -f "$class_archive.new" "$class_archive" 2>/dev/null || true
  fi
  rm -rf "$folder" "$class_archive.new"
  printf '%s' "$java_version $other_jars" >"$class_archive.made-for"
}

# --- two ways to start; the third is in bin/spark-home.sh -------------------------------------------------------------

# What starts a command without Spark, in $direct: settings that spark-submit would have handed over become system
# properties. Of the files, which may hold secrets, only their names and Tacet's own settings stand on the command line.
prepare_directly() {
  local path key one
  local -a compiler=() properties=("-Dtacet.settings.files=$defaults_file:$properties_file")
  path=$jobs_jar:$(<"$own_list")
  if [[ -n ${SPARK_HOME:-} ]]; then
    path+=":$SPARK_HOME/jars/*"
  else
    path+=:$(<"$spark_list")
  fi
  path+=${HADOOP_CONF_DIR:+:$HADOOP_CONF_DIR}:$root/conf${user_jars:+:${user_jars//,/:}}
  for one in "$defaults_file" "$properties_file"; do
    [[ -f $one ]] || continue
    while IFS= read -r key; do
      properties+=("-D$key=$(property "$one" "$key")")
    done < <(sed -n 's/^[[:space:]]*\(spark\.tacet\.[^[:space:]=:]*\).*/\1/p' "$one")
  done
  for one in ${settings[@]+"${settings[@]}"}; do
    properties+=("-D$one")
  done
  is_in "$command" "$commands_that_compute" || compiler=(-XX:TieredStopAtLevel=1)
  direct=("$java" "@$root/conf/jvm.options" -XX:+UseSerialGC ${compiler[@]+"${compiler[@]}"} -Xshare:auto "${properties[@]}"
    ${submission[@]+"${submission[@]}"} -cp "$path" "$main_class")
}

start_directly() {
  local -a direct=() submission=()
  prepare_directly
  exec "${direct[@]}" "$@"
}

heap() {
  local size
  size=$(setting spark.driver.memory "$driver_memory")
  size=${size:-4g}
  [[ $size =~ ^[1-9][0-9]*([kKmMgGtT][bB]?)?$ ]] ||
    fail 2 "driver memory is '$size'; legal is a whole number with k, m, g or t (without one: mebibytes). For example: --driver-memory 4g"
  size=${size%[bB]}
  [[ $size == *[0-9] ]] && size+=m
  printf '%s' "$size"
}

check_embedded() {
  if [[ $deploy_mode == cluster || (${master:-local} != local* && $master != spark://*) ]]; then
    fail 2 "--master ${master:-local}${deploy_mode:+ --deploy-mode $deploy_mode} needs a Spark distribution: set SPARK_HOME to its folder. The embedded Spark knows local[...] and spark://host:port."
  fi
}

# What bin/spark-submit does for a driver in this JVM: heap, options, class path and library path are the JVM's own.
start_embedded() {
  local path size options libraries
  local -a java_options=() archive=() arguments=(--name "tacet $1")
  [[ -n $master ]] || arguments+=(--master 'local[*]')
  # What the user's file leaves open stays as conf/ has it: the UI off, above all.
  [[ -z $properties_file ]] || arguments+=(--load-spark-defaults)
  # A local driver needs no network: a machine whose name does not resolve works too.
  [[ ${master:-local} != local* ]] || export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1}
  if [[ ${master:-local} == spark://* ]]; then
    user_jars=$(tr : , <"$own_list")${user_jars:+,$user_jars}
  fi
  [[ -z $user_jars ]] || arguments+=(--jars "$user_jars")
  size=$(heap)
  options=$(setting spark.driver.extraJavaOptions "$driver_java_options")
  read -r -a java_options <<<"$options"
  libraries=$(setting spark.driver.extraLibraryPath "$driver_library_path")
  [[ -z $libraries ]] || java_options+=("-Djava.library.path=$libraries")
  export SPARK_CONF_DIR=${SPARK_CONF_DIR:-$root/conf}
  path=$(setting spark.driver.extraClassPath "$driver_class_path")
  # In this order the class path begins with the one of the archive, which Java demands.
  sort_jars
  path=${path:+$path:}$other_jars:$tacet_jars:${HADOOP_CONF_DIR:+$HADOOP_CONF_DIR:}$SPARK_CONF_DIR:$root/conf
  if [[ -f $class_archive ]]; then
    # One that does not fit, because of another Java or class path, is passed over in silence.
    archive=("-XX:SharedArchiveFile=$class_archive" -Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off)
  fi
  exec "$java" "@$root/conf/jvm.options" "-Xmx$size" ${archive[@]+"${archive[@]}"} \
    ${java_options[@]+"${java_options[@]}"} -cp "$path" \
    org.apache.spark.deploy.SparkSubmit "${arguments[@]}" ${spark_arguments[@]+"${spark_arguments[@]}"} \
    --class "$main_class" "$jobs_jar" "$@"
}

asks_for_help() {
  local one
  for one in "$@"; do
    [[ $one != --help && $one != -h && $one != --version ]] || return 0
  done
  return 1
}

# ----------------------------------------------------------------------------------------------------------------------

shopt -s extglob nullglob
root=$(own_folder)
[[ $root != *:* ]] || fail 1 "Tacet lies in '$root', and a Java class path cannot hold a folder with ':' in its name. Move it."
readonly root
readonly jobs_jar=$root/jobs/target/tacet-jobs.jar
readonly own_list=$root/jobs/target/own.classpath
readonly spark_list=$root/jobs/target/spark.classpath
readonly class_archive=$root/jobs/target/classes.jsa
readonly bundle_jar=$root/bundle/target/tacet-bundle.jar
source "$root/bin/spark-home.sh"

read_spark_options "$@"
shift "$read_arguments"
(($# == 0)) || refuse_late_spark_options "$@"
[[ -z $properties_file || -f $properties_file ]] || fail 2 "--properties-file '$properties_file' was not found."

way=directly
if is_in "$command" "$commands_on_spark" && ! asks_for_help "$@"; then
  way=embedded
fi
if [[ -n ${SPARK_HOME:-} ]]; then
  [[ -x $SPARK_HOME/bin/spark-submit ]] || fail 1 "SPARK_HOME is '$SPARK_HOME', but there is no bin/spark-submit in it. Set it to a Spark distribution, or unset it to use the embedded Spark."
  [[ $way == directly ]] || way=on_spark_home
fi
defaults_file=${SPARK_CONF_DIR:-${SPARK_HOME:-$root}/conf}/spark-defaults.conf
if [[ -n ${SPARK_HOME:-} && -n $properties_file ]] && ! is_in --load-spark-defaults " ${spark_arguments[*]-} "; then
  defaults_file=''
fi
master=$(setting spark.master "$master")
deploy_mode=$(setting spark.submit.deployMode "$deploy_mode")
[[ $way == directly ]] || check_no_connect
[[ $way != embedded ]] || check_embedded
[[ $way != on_spark_home ]] || check_spark_home
if [[ $way == on_spark_home && $deploy_mode == cluster ]] && is_in "$command" "$commands_of_one_machine"; then
  fail 2 "$command keeps everything in a folder beside its driver, and in cluster mode that is gone when it ends. Use --deploy-mode client."
fi

find_java
build
if [[ -t 1 && -t 2 ]]; then
  export TACET_TERMINAL=1
fi
"start_$way" "$@"
