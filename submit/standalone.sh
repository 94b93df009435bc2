#!/usr/bin/env bash
# Trains on a standalone Spark cluster: builds what is missing, then runs the job with spark-submit.
set -euo pipefail

submit="${BASH_SOURCE[0]%/*}"
[[ $submit != "${BASH_SOURCE[0]}" ]] || submit=.
# shellcheck source=submit/lib.sh
. "$submit/lib.sh"
# shellcheck source=submit/lib-cluster.sh
. "$submit/lib-cluster.sh"

usage() {
  cat <<'END'
Usage: submit/standalone.sh --master spark://HOST:7077 [OPTION]... [--] [COMMAND] --data URI [JOB OPTION]...

Runs LeNetJob on a standalone Spark 3.5 cluster, with the settings of conf/spark-standalone.conf.

  --master URL             of the cluster's master (or LENET_SPARK_MASTER)
  --deploy-mode MODE       client: the driver runs here (default); cluster: on one of the workers
END
  cluster_usage
  cat <<'END'
  --jar FILE               the job's jar, in cluster mode at a place that every worker has (default target/lenet-spark.jar,
                           which is built if the sources are newer)
END
  cluster_usage_end
  cat <<'END'
In client mode the workers must reach this machine: SPARK_LOCAL_IP, or --conf spark.driver.host=NAME, is what they call it by.
The exit code is the job's in client mode. In cluster mode spark-submit stays until the driver has ended, and its exit code is 0
however that was: the master's web page and run.json say it.

Environment: LENET_SPARK_MASTER, SPARK_HOME (default: assembled from Maven Central), JAVA_HOME, SPARK_CONF_DIR (default conf of
this checkout), OMP_NUM_THREADS (1), LENET_LOG_DIR (target/logs; lenet.log there is the whole log).

Examples:
  submit/standalone.sh --master spark://host:7077 --executors 4 -- --data file:///shared/mnist --output runs/1
  submit/standalone.sh --master spark://host:7077 --deploy-mode cluster --jar /shared/lenet-spark.jar -- \
    --data file:///shared/mnist --output file:///shared/runs/1
END
}

master="${LENET_SPARK_MASTER:-}"
properties_file="$root/conf/spark-standalone.conf"
parse_arguments "master $cluster_options" "$@"
case $master in
  spark://?*) ;;
  '') fail 2 '--master is missing: the URL of the master, such as spark://host:7077. Its web page shows it.' ;;
  *) fail 2 "--master must be the URL of a standalone master, such as spark://host:7077, got: $master." ;;
esac
require_number --executors "$executors"
require_number --executor-cores "$executor_cores"
# This kind of cluster counts cores, not executors.
submit_to_cluster "$master" '' --total-executor-cores "$((executors * executor_cores))"
