#!/usr/bin/env bash
# Trains on this machine: builds what is missing, then runs the job with spark-submit on local[*].
set -euo pipefail

usage() {
  cat <<'END'
Usage: submit/local.sh [--master M] [--driver-memory SIZE] [--conf KEY=VALUE]... [--dry-run] [COMMAND] [JOB OPTION]...

Runs LeNetJob in one JVM on this machine. Builds target/lenet-spark.jar if the sources are newer, assembles a Spark
home if SPARK_HOME is not set, and fetches MNIST if the job is to read it and it is not there yet. Needs a JDK 17;
building needs Maven too.

  --master M            Spark master (default local[*]: one task at a time on each core)
  --driver-memory SIZE  Java heap (default 2g, or LENET_DRIVER_MEMORY)
  --conf KEY=VALUE      a Spark setting; conf/spark-defaults.conf has the others
  --dry-run             print the spark-submit command instead of running it
  --help                this text; `submit/local.sh train --help` prints the job's options

Everything else goes to the job as it is (after --, these options too), and the job's exit code is this script's.
Relative paths are relative to the current directory; without --data or --config the data is datasets/mnist of this checkout.

Environment: SPARK_HOME, JAVA_HOME, LENET_DRIVER_MEMORY; SPARK_CONF_DIR (default conf of this checkout), SPARK_LOCAL_IP
(127.0.0.1), OMP_NUM_THREADS (1: more makes the tasks fight for the cores), LENET_LOG_DIR (target/logs).

Examples:
  submit/local.sh --epochs 3
  submit/local.sh --master 'local[2]' train --output /tmp/run
  submit/local.sh predict --model /tmp/run/model/lenet.zip --input digits --output /tmp/predicted
END
}

# Found with what bash itself has, so that a PATH without Java, or with nothing at all, still gets a message.
submit="${BASH_SOURCE[0]%/*}"
[[ $submit != "${BASH_SOURCE[0]}" ]] || submit=.
submit="$(CDPATH='' cd -P -- "$submit" && pwd)"
root="${submit%/*}"
jar="$root/target/lenet-spark.jar"
# shellcheck source=submit/lib.sh
. "$submit/lib.sh"

master='local[*]'
memory="${LENET_DRIVER_MEMORY:-2g}"
dry_run=false
spark_options=()
job=()
while [[ $# -gt 0 ]]; do
  case $1 in
    --master | --driver-memory | --conf)
      [[ $# -ge 2 ]] || fail 2 "$1 needs a value. Try submit/local.sh --help."
      case $1 in
        --master) master=$2 ;;
        --driver-memory) memory=$2 ;;
        --conf) spark_options+=(--conf "$2") ;;
      esac
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
    *) job+=("$1") && shift ;;
  esac
done

# Commands that read a data set, unless the arguments say where it is or only ask for help.
wants_default_data() {
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

default_data=''
if wants_default_data; then
  default_data="$root/datasets/mnist"
  case ${job[0]:--} in
    -*) job=(--data "$default_data" ${job[@]+"${job[@]}"}) ;;
    *) job=("${job[0]}" --data "$default_data" "${job[@]:1}") ;;
  esac
fi

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

export SPARK_CONF_DIR="${SPARK_CONF_DIR:-$root/conf}"
export SPARK_LOCAL_IP="${SPARK_LOCAL_IP:-127.0.0.1}"
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"
export LENET_LOG_DIR="${LENET_LOG_DIR:-$root/target/logs}"
command=("${SPARK_HOME:-$root/target/spark-home}/bin/spark-submit" --class LeNetJob --master "$master"
  --driver-memory "$memory" ${spark_options[@]+"${spark_options[@]}"} "$jar" ${job[@]+"${job[@]}"})

if [[ $dry_run == true ]]; then
  for name in SPARK_CONF_DIR SPARK_LOCAL_IP OMP_NUM_THREADS LENET_LOG_DIR; do
    printf '%s=%q ' "$name" "${!name}"
  done
  printf '%q' "${command[0]}"
  printf ' %q' "${command[@]:1}"
  printf '\n'
  exit 0
fi

build() {
  cd "$root" && mvn -q -B -DskipTests package
}

require_jdk17
if [[ -n ${SPARK_HOME:-} ]]; then
  [[ -x $SPARK_HOME/bin/spark-submit ]] \
    || fail 1 "SPARK_HOME=$SPARK_HOME has no bin/spark-submit. Point it at a Spark 3.5 installation, or unset it."
else
  "$submit/spark-home.sh" >/dev/null
fi
if [[ ! -e $jar || -n "$(find "$root/pom.xml" "$root/src/main" -newer "$jar")" ]]; then
  require_maven
  # A jar that was being written when the build ended is not to be taken for a good one.
  trap 'rm -f "$jar"' EXIT
  announce 'Building target/lenet-spark.jar (the first time Maven also downloads its libraries)' build \
    || fail 1 "the build failed: see above."
  trap - EXIT
fi
if [[ -n $default_data ]] && ! has_data "$default_data"; then
  "$root/datasets/fetch.sh" mnist || fail 3 "MNIST could not be fetched: see above. --data URI names another place for it."
fi

exec "${command[@]}"
