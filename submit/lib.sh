# shellcheck shell=bash
# Functions that the scripts share, also those that measure (src/bench) and that start servers (src/dev-cluster). It is sourced,
# never run; the scripts that source it read the variables set here.
# shellcheck disable=SC2034

submit="$(CDPATH='' cd -P -- "${BASH_SOURCE[0]%/*}" && pwd)"
root="${submit%/*}"

# fail EXIT_CODE MESSAGE: ends the script with one line that says what is wrong and its remedy.
fail() {
  printf '%s: %s\n' "${0##*/}" "$2" >&2
  exit "$1"
}

# Ends the script unless the Java that will be used is a JDK 17.
require_jdk17() {
  local remedy='Install a JDK 17 (Debian: apt-get install openjdk-17-jdk-headless) and point JAVA_HOME at it.'
  local java=java settings version=unknown
  if [[ -n ${JAVA_HOME:-} ]]; then
    java=$JAVA_HOME/bin/java
    [[ -x $java ]] || fail 1 "a JDK 17 is needed, but JAVA_HOME=$JAVA_HOME has no bin/java. $remedy"
  elif ! command -v java >/dev/null; then
    fail 1 "a JDK 17 is needed, but there is no java on the PATH. $remedy"
  fi
  settings=$("$java" -XshowSettings:properties -version 2>&1) || true
  if [[ $settings =~ java\.specification\.version\ =\ ([0-9.]+) ]]; then
    version=${BASH_REMATCH[1]}
  fi
  [[ $version == 17 ]] || fail 1 "a JDK 17 is needed, but $java is version $version. $remedy"
  if [[ $settings =~ java\.home\ =\ ([^$'\n']+) && ! -x ${BASH_REMATCH[1]}/bin/javac ]]; then
    fail 1 "a JDK 17 is needed, but ${BASH_REMATCH[1]} has no javac: it is a JRE. $remedy"
  fi
}

# Ends the script unless Maven is there.
require_maven() {
  command -v mvn >/dev/null || fail 1 'Maven is needed, but there is no mvn on the PATH. Install it (Debian: apt-get install maven).'
}

# announce MESSAGE COMMAND...: runs a command quietly. One line says what it does and how long it took; a terminal sees
# a dot every few seconds. Its output is shown only if it fails.
announce() {
  local message=$1 output status=0 ticker='' start=$SECONDS
  shift
  printf '%s ...' "$message" >&2
  if [[ -t 2 ]]; then
    # Background commands ignore Ctrl-C: this one ends by itself when the script is gone.
    (while sleep 3 && kill -0 $$ 2>/dev/null; do printf '.' >&2; done) &
    ticker=$!
  fi
  output=$("$@" 2>&1) || status=$?
  if [[ -n $ticker ]]; then
    kill "$ticker" 2>/dev/null || true
    wait "$ticker" 2>/dev/null || true
  fi
  if [[ $status == 0 ]]; then
    printf ' %d s\n' $((SECONDS - start)) >&2
  else
    printf ' failed\n%s\n' "$output" >&2
  fi
  return "$status"
}

# assemble_jars SOURCE HOME MESSAGE PROFILES: has Maven copy the jars of SOURCE/pom.xml into HOME/jars, and SOURCE/bin beside
# them, unless that was done before.
assemble_jars() {
  local source=$1 home=$2 message=$3 profiles=$4
  # The home carries a copy of what it was made from, written last: it is complete, and not an older one, when they agree.
  if [[ -d $home ]] && diff -rq "$source" "$home/source" >/dev/null 2>&1; then
    return 0
  fi
  require_jdk17
  require_maven
  mkdir -p "${home%/*}"
  work="$(mktemp -d "$home.XXXXXX")"
  trap 'rm -rf "$work"' EXIT
  announce "$message" copy_jars "$source/pom.xml" "$work" "$profiles" || return 1
  [[ ! -d $source/bin ]] || cp -R "$source/bin" "$work/bin"
  cp -R "$source" "$work/source"
  chmod 755 "$work"
  # Another process may have been quicker, and use it by now.
  ! diff -rq "$source" "$home/source" >/dev/null 2>&1 || return 0
  rm -rf "$home"
  mv "$work" "$home"
  trap - EXIT
}

copy_jars() {
  cd "$root" && mvn -q -B -ntp -f "$1" package "-Dhome=$2" ${3:+"-P$3"}
}

# parse_arguments 'OPTION...' ARGUMENT...: sorts a script's arguments. An option, each of which takes a value, sets the
# variable of its name: --driver-memory sets driver_memory. --conf goes into spark_options, --dry-run sets dry_run, and
# --help prints usage. Everything else is the job's, as is all that follows --.
parse_arguments() {
  local known=" $1 " key
  shift
  dry_run=false
  spark_options=()
  job=()
  while [[ $# -gt 0 ]]; do
    key=${1#--}
    case $1 in
      --conf)
        [[ $# -ge 2 ]] || needs_value "$1"
        spark_options+=(--conf "$2")
        shift 2
        ;;
      --dry-run) dry_run=true && shift ;;
      --help | -h)
        if [[ ${#job[@]} == 0 ]]; then
          usage
          exit 0
        fi
        job+=("$1") && shift
        ;;
      --)
        shift
        job+=("$@")
        break
        ;;
      --*)
        if [[ $known != *" $key "* ]]; then
          job+=("$1") && shift
          continue
        fi
        [[ $# -ge 2 ]] || needs_value "$1"
        printf -v "${key//-/_}" '%s' "$2"
        shift 2
        ;;
      *) job+=("$1") && shift ;;
    esac
  done
}

needs_value() {
  fail 2 "$1 needs a value. Try submit/${0##*/} --help."
}

# Whether the job is to read a data set, and its arguments neither say where that is nor only ask for help.
lacks_data() {
  case ${job[0]:-train} in
    train | evaluate | -*) ;;
    *) return 1 ;;
  esac
  local word
  for word in ${job[@]+"${job[@]}"}; do
    case $word in
      --data | --data=* | --config | --config=* | --help | --version) return 1 ;;
    esac
  done
}

# choose_spark_home MODULE: sets spark_home to the installation that SPARK_HOME names, else to the one to be assembled here,
# with that module, unless it is empty, and with S3's connector if an argument of the job names a place there.
choose_spark_home() {
  local IFS=-
  spark_modules=(${1:+"$1"})
  case " ${job[*]-} " in *s3a://*) spark_modules+=(s3) ;; esac
  spark_home="${SPARK_HOME:-$root/target/spark-home${spark_modules[*]+-${spark_modules[*]}}}"
}

# print_command 'VARIABLE...' WORD...: prints a command as a shell reads it, below those environment variables.
print_command() {
  local name names=$1
  shift
  for name in $names; do
    printf '%s=%q ' "$name" "${!name}"
  done
  printf '%q' "$1"
  shift
  printf ' %q' "$@"
  printf '\n'
}

# Ends the script unless there is a JDK 17 and the Spark home; assembles the home if none is installed.
prepare_spark_home() {
  require_jdk17
  if [[ -n ${SPARK_HOME:-} ]]; then
    [[ -x $SPARK_HOME/bin/spark-submit ]] \
      || fail 1 "SPARK_HOME=$SPARK_HOME has no bin/spark-submit. Point it at a Spark 3.5 installation, or unset it."
  else
    "$submit/spark-home.sh" ${spark_modules[@]+"${spark_modules[@]}"} >/dev/null
  fi
}

build_jar() {
  cd "$root" && mvn -q -B -DskipTests package
}

# prepare_jar JAR: builds it where the sources are newer.
prepare_jar() {
  if [[ ! -e $1 || -n "$(find "$root/pom.xml" "$root/src/main" -newer "$1")" ]]; then
    require_maven
    # A jar that was being written when the build ended is not to be taken for a good one.
    # shellcheck disable=SC2064
    trap "rm -f $(printf '%q' "$1")" EXIT
    announce 'Building target/lenet-spark.jar (the first time Maven also downloads its libraries)' build_jar \
      || fail 1 "the build failed: see above."
    trap - EXIT
  fi
}

# Whether a directory has the four files, in any of the spellings that the job reads. An interrupted fetch leaves some.
has_data() {
  local name file
  for name in train-images-idx3 train-labels-idx1 t10k-images-idx3 t10k-labels-idx1; do
    for file in "$1/$name-ubyte" "$1/${name/-idx/.idx}-ubyte"; do
      [[ ! -e $file && ! -e $file.gz ]] || continue 2
    done
    return 1
  done
}

# fetch_mnist REMEDY: completes datasets/mnist, or ends the script with a line that has this sentence.
fetch_mnist() {
  has_data "$root/datasets/mnist" || "$root/datasets/fetch.sh" mnist \
    || fail 3 "MNIST could not be fetched: see above. $1"
}
