#!/usr/bin/env bash
# Trains on a YARN cluster: builds what is missing, then runs the job with spark-submit.
set -euo pipefail

submit="${BASH_SOURCE[0]%/*}"
[[ $submit != "${BASH_SOURCE[0]}" ]] || submit=.
# shellcheck source=submit/lib.sh
. "$submit/lib.sh"
# shellcheck source=submit/lib-cluster.sh
. "$submit/lib-cluster.sh"

usage() {
  cat <<'END'
Usage: submit/yarn.sh [OPTION]... [--] [COMMAND] --data URI [JOB OPTION]...

Runs LeNetJob on the YARN cluster that HADOOP_CONF_DIR names, with the settings of conf/spark-yarn.conf.

  --deploy-mode MODE       client: the driver runs here (default); cluster: in the application master
  --queue NAME             of YARN (default default)
END
  cluster_usage
  cat <<'END'
  --jar URI                the job's jar (default target/lenet-spark.jar, which is built if the sources are newer)
END
  cluster_usage_end
  cat <<'END'
In client mode the executors must reach this machine: SPARK_LOCAL_IP, or --conf spark.driver.host=NAME, is what they call it by.
The exit code is the job's in client mode. In cluster mode it is 0, or 1 if the job failed: `yarn logs` says why.

Environment: HADOOP_CONF_DIR or YARN_CONF_DIR (needed), SPARK_HOME (default: assembled from Maven Central), JAVA_HOME,
SPARK_CONF_DIR (default conf of this checkout), OMP_NUM_THREADS (1), LENET_LOG_DIR (target/logs; lenet.log there is
the whole log).

Examples:
  submit/yarn.sh --executors 4 -- --data hdfs:///data/mnist --output hdfs:///runs/1
  submit/yarn.sh --deploy-mode cluster --queue research -- --data hdfs:///data/mnist --output hdfs:///runs/2 --resume
END
}

queue=default
properties_file="$root/conf/spark-yarn.conf"
parse_arguments "queue $cluster_options" "$@"
require_number --executors "$executors"
require_number --executor-cores "$executor_cores"
[[ -n $queue ]] || fail 2 '--queue must name a queue, cannot be empty.'
hadoop="${HADOOP_CONF_DIR:-${YARN_CONF_DIR:-}}"
[[ -n $hadoop ]] || fail 2 'HADOOP_CONF_DIR is not set. Point it at the directory with core-site.xml and yarn-site.xml of the cluster.'
[[ -d $hadoop ]] || fail 2 "HADOOP_CONF_DIR must be a directory, the one with yarn-site.xml of the cluster, got: $hadoop."
submit_to_cluster yarn yarn --queue "$queue" --num-executors "$executors"
