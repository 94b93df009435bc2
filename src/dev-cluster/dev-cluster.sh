#!/usr/bin/env bash
# Starts and stops a small cluster or an object store on this machine, for development.
set -euo pipefail

usage() {
  cat <<'END'
Usage: src/dev-cluster/dev-cluster.sh up|down|status [standalone|standalone-secure|yarn|kubernetes|s3]

  up NAME        starts it on loopback, from the jars of Maven Central, and prints the commands to use it
  down [NAME]    stops it, or all of them, and no other process
  status [NAME]  prints what is up; exit code 1 if NAME is not

  standalone     Spark's own cluster manager: a master and two workers of one core each
  standalone-secure
                 the same with the settings of conf/spark-secure.conf: it serves only jobs that have its secret
  yarn           HDFS and YARN, one node each
  kubernetes     a substitute for Kubernetes: the API over objects in memory, containers as processes. It tests the
                 submission, the pods and their scheduling, but not accounts (RBAC), images, names of services or limits
  s3             the API of S3, with one bucket, in memory: it is empty after the next start

Needs a JDK 17 and Maven. Everything that the servers write is in target/dev-cluster/run, or in LENET_DEV_DIR. No other machine
can reach them, but every user of this one can (standalone-secure: who can read its secret): do not use them for private data.
END
}

here="${BASH_SOURCE[0]%/*}"
[[ $here != "${BASH_SOURCE[0]}" ]] || here=.
# shellcheck source=submit/lib.sh
. "$here/../../submit/lib.sh"

names=(standalone standalone-secure yarn kubernetes s3)
state="${LENET_DEV_DIR:-$root/target/dev-cluster/run}"

# is_up NAME: whether the process that `up` started is running. Another process may have its id by now: the command must match too.
is_up() {
  local pid
  pid="$(cat "$state/$1/pid" 2>/dev/null)" || return 1
  [[ "$(ps -ww -p "$pid" -o args= 2>/dev/null)" == *"$state/$1"* ]]
}

# fact NAME KEY: prints a property that a server has published, such as its address.
fact() {
  local line
  line="$(grep "^$2=" "$state/$1/ready.properties")"
  # Java writes such a file with \ before : and =.
  line="${line#*=}"
  printf '%s' "${line//\\/}"
}

print_use() {
  local spark_home
  printf '%s is up. To use it, with MNIST in datasets/mnist (datasets/fetch.sh mnist):\n\n' "$1"
  printf 'export SPARK_LOCAL_IP=127.0.0.1\n'
  case $1 in
    standalone)
      printf 'submit/standalone.sh --master %s --executor-cores 1 --executor-memory 1g -- \\\n' "$(fact "$1" master)"
      printf '  --data file:%q/datasets/mnist --output runs/standalone\n' "$root"
      ;;
    standalone-secure)
      printf '(umask 077; cat conf/spark-standalone.conf conf/spark-secure.conf %q >%q)\n' "$(fact "$1" secret)" "$state/$1/job.conf"
      printf 'submit/standalone.sh --master %s --properties-file %q \\\n' "$(fact "$1" master)" "$state/$1/job.conf"
      printf '  --executor-cores 1 --executor-memory 1g -- --data file:%q/datasets/mnist --output runs/standalone-secure\n' "$root"
      ;;
    yarn)
      printf 'export HADOOP_CONF_DIR=%q\n' "$(fact "$1" conf)"
      spark_home="$("$submit/spark-home.sh" yarn)"
      printf '%q/bin/spark-class org.apache.hadoop.fs.FsShell -put datasets/mnist /mnist\n' "$spark_home"
      printf 'submit/yarn.sh --executor-cores 1 --executor-memory 1g --conf %q \\\n' "spark.yarn.jars=local:$spark_home/jars/*"
      printf '  --conf spark.yarn.appMasterEnv.SPARK_LOCAL_IP=127.0.0.1 --conf spark.executorEnv.SPARK_LOCAL_IP=127.0.0.1 -- \\\n'
      printf '  --data hdfs:///mnist --output hdfs:///runs/yarn\n'
      ;;
    kubernetes)
      printf 'submit/kubernetes.sh --master %s --image none --jar local://%q/target/lenet-spark.jar \\\n' "$(fact "$1" master)" "$root"
      printf '  --executor-cores 1 --executor-memory 1g --conf spark.kubernetes.driver.master=%s -- \\\n' "$(fact "$1" master | sed 's/^k8s:..//')"
      printf '  --data file:%q/datasets/mnist --output file:%q/runs/kubernetes\n' "$root" "$root"
      printf '\nThe files and logs of the pods are in %s/NAME-OF-THE-POD.\n' "$(fact "$1" pods)"
      ;;
    s3)
      spark_home="$("$submit/spark-home.sh" s3)"
      printf 'export HADOOP_CONF_DIR=%q\n' "$(fact "$1" conf)"
      printf '%q/bin/spark-class org.apache.hadoop.fs.FsShell -put datasets/mnist %s/mnist\n' "$spark_home" "$(fact "$1" bucket)"
      printf 'submit/local.sh --data %s/mnist --output %s/runs/1\n' "$(fact "$1" bucket)" "$(fact "$1" bucket)"
      ;;
  esac
}

up() {
  local own="$state/$1" pid
  if ! is_up "$1"; then
    require_jdk17
    mkdir -p "$own"
    rm -f "$own/ready.properties"
    printf 'Starting %s (the first time its jars are fetched) ...' "$1" >&2
    nohup "$root/src/dev-cluster/server.sh" "$1" "$own" >"$own/log" 2>&1 </dev/null &
    pid=$!
    printf '%s\n' "$pid" >"$own/pid"
    while [[ ! -e $own/ready.properties ]]; do
      if ! kill -0 "$pid" 2>/dev/null; then
        printf ' failed\n' >&2
        cat "$own/log" >&2
        rm -f "$own/pid"
        fail 1 "$1 did not start: see above."
      fi
      sleep 0.2
    done
    printf ' %d s\n' "$SECONDS" >&2
  fi
  print_use "$1"
}

down() {
  local pid attempt
  if is_up "$1"; then
    pid="$(cat "$state/$1/pid")"
    # The server ends the processes that it started, then itself.
    kill "$pid"
    for ((attempt = 0; attempt < 300; attempt++)); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    ! is_up "$1" || kill -9 "$pid"
    printf '%s is down\n' "$1"
  fi
  rm -f "$state/$1/pid"
}

status() {
  if is_up "$1"; then
    printf '%s is up, process %s, log %s\n' "$1" "$(cat "$state/$1/pid")" "$state/$1/log"
  else
    printf '%s is down\n' "$1"
    return 1
  fi
}

case ${1:-} in --help | -h) usage && exit 0 ;; esac
[[ $# == 1 || $# == 2 ]] || fail 2 'a verb is needed: up, down or status. Try src/dev-cluster/dev-cluster.sh --help.'
[[ $# == 1 || " ${names[*]} " == *" $2 "* ]] || fail 2 "there is no $2: choose from standalone, standalone-secure, yarn, kubernetes and s3."
mkdir -p "$state"
# The absolute path, which is_up searches for in the arguments of the servers.
state="$(CDPATH='' cd -P -- "$state" && pwd)"
case $1 in
  up)
    [[ $# == 2 ]] || fail 2 'up needs a name: standalone, standalone-secure, yarn, kubernetes or s3.'
    up "$2"
    ;;
  down)
    [[ $# == 1 ]] || names=("$2")
    for name in "${names[@]}"; do down "$name"; done
    ;;
  status)
    if [[ $# == 2 ]]; then
      status "$2"
    else
      for name in "${names[@]}"; do status "$name" || true; done
    fi
    ;;
  *) fail 2 "unknown verb $1. Try src/dev-cluster/dev-cluster.sh --help." ;;
esac
