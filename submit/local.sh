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
(127.0.0.1), OMP_NUM_THREADS (1: more makes the tasks fight for the cores), LENET_LOG_DIR (target/logs; lenet.log there is the whole log).

Examples:
  submit/local.sh --epochs 3
  submit/local.sh --master 'local[2]' train --output /tmp/run
  submit/local.sh predict --model /tmp/run/model/lenet.zip --input digits --output /tmp/predicted
END
}

# Found with what bash itself has, so that a PATH without Java, or with nothing at all, still gets a message.
submit="${BASH_SOURCE[0]%/*}"
[[ $submit != "${BASH_SOURCE[0]}" ]] || submit=.
# shellcheck source=submit/lib.sh
. "$submit/lib.sh"

master='local[*]'
driver_memory="${LENET_DRIVER_MEMORY:-2g}"
parse_arguments 'master driver-memory' "$@"
jar="$root/target/lenet-spark.jar"

default_data=''
if lacks_data; then
  default_data="$root/datasets/mnist"
  case ${job[0]:--} in
    -*) job=(--data "$default_data" ${job[@]+"${job[@]}"}) ;;
    *) job=("${job[0]}" --data "$default_data" "${job[@]:1}") ;;
  esac
fi

choose_spark_home ''
export SPARK_CONF_DIR="${SPARK_CONF_DIR:-$root/conf}"
export SPARK_LOCAL_IP="${SPARK_LOCAL_IP:-127.0.0.1}"
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"
export LENET_LOG_DIR="${LENET_LOG_DIR:-$root/target/logs}"
command=("$spark_home/bin/spark-submit" --class LeNetJob --master "$master" --driver-memory "$driver_memory"
  ${spark_options[@]+"${spark_options[@]}"} "$jar" ${job[@]+"${job[@]}"})

if [[ $dry_run == true ]]; then
  print_command 'SPARK_CONF_DIR SPARK_LOCAL_IP OMP_NUM_THREADS LENET_LOG_DIR' "${command[@]}"
  exit 0
fi

prepare_spark_home
prepare_jar "$jar"
[[ -z $default_data ]] || fetch_mnist '--data URI names another place for it.'

exec "${command[@]}"
