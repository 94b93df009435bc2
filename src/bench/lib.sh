# shellcheck shell=bash
# Functions that the scripts of this directory share. It is sourced, never run.

# shellcheck source=submit/lib.sh
. "${BASH_SOURCE[0]%/*}/../../submit/lib.sh"

# prepare_benches MESSAGE: builds the jar, assembles the Spark home and compiles the benchmarks, where they are missing.
prepare_benches() {
  "$submit/local.sh" summary >/dev/null
  announce "$1" build_benches || fail 1 'the build failed: see above.'
}

build_benches() {
  cd "$root" && mvn -q -B -ntp -Pbench test-compile
}

# run_bench CLASS DRIVER_MEMORY ARGUMENT...: runs a main class that calls the job's own command, on local[*].
run_bench() {
  local class=$1 memory=$2 jar="$root/target/lenet-spark.jar"
  shift 2
  export SPARK_CONF_DIR="${SPARK_CONF_DIR:-$root/conf}"
  export SPARK_LOCAL_IP="${SPARK_LOCAL_IP:-127.0.0.1}"
  export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"
  export LENET_LOG_DIR="${LENET_LOG_DIR:-$root/target/logs}"
  # One class loader must have the job and what calls it.
  "${SPARK_HOME:-$root/target/spark-home}/bin/spark-submit" --class "$class" --master 'local[*]' --driver-memory "$memory" \
    --conf spark.ui.enabled=false --driver-class-path "$root/target/test-classes:$jar" "$jar" "$@"
}
