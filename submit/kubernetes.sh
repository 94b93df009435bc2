#!/usr/bin/env bash
# Trains on a Kubernetes cluster: starts the driver's pod with spark-submit and waits for it.
set -euo pipefail

submit="${BASH_SOURCE[0]%/*}"
[[ $submit != "${BASH_SOURCE[0]}" ]] || submit=.
# shellcheck source=submit/lib.sh
. "$submit/lib.sh"
# shellcheck source=submit/lib-cluster.sh
. "$submit/lib-cluster.sh"

usage() {
  cat <<'END'
Usage: submit/kubernetes.sh --master k8s://URL --image NAME [OPTION]... [--] [COMMAND] --data URI [JOB OPTION]...

Runs LeNetJob on Kubernetes, driver and executors in pods of an image that has the job's jar, with the settings of
conf/spark-kubernetes.conf. submit/kubernetes/README.md says how to make the image and what the cluster needs.

  --master URL             of the API server, as `kubectl cluster-info` prints it, with k8s:// before it
                           (or LENET_KUBERNETES_MASTER)
  --image NAME             of driver and executors (or LENET_IMAGE)
  --namespace NAME         of the pods (default default)
  --service-account NAME   of the driver, which must be allowed to manage pods (default lenet)
  --name NAME              pods are named after it, letters, digits and - (default lenet)
  --pod-templates DIR      with driver-pod.yaml and executor-pod.yaml (default submit/kubernetes)
  --deploy-mode MODE       cluster: the driver runs in a pod (default); client: here, where all pods must reach it
END
  cluster_usage
  cat <<'END'
  --jar URI                the job's jar in the image (default local:///opt/lenet/lenet-spark.jar)
END
  cluster_usage_end
  cat <<'END'
The exit code is the job's in client mode. In cluster mode `kubectl logs` of the driver's pod has what the job says, and the
exit code is 0 if the pod could be started: its phase says how it ended.

Environment: KUBECONFIG, LENET_KUBERNETES_MASTER, LENET_IMAGE, SPARK_HOME (default: assembled from Maven Central), JAVA_HOME,
SPARK_CONF_DIR (default conf of this checkout; its files are copied into the pods), LENET_LOG_DIR (target/logs;
lenet.log there is the whole log).

Examples:
  submit/kubernetes.sh --master k8s://https://api:6443 --image registry/lenet-spark:1 --executors 4 -- \
    --data s3a://bucket/mnist --output s3a://bucket/runs/1
END
}

master="${LENET_KUBERNETES_MASTER:-}"
image="${LENET_IMAGE:-}"
namespace=default
service_account=lenet
name=lenet
pod_templates="$root/submit/kubernetes"
deploy_mode=cluster
jar=local:///opt/lenet/lenet-spark.jar
properties_file="$root/conf/spark-kubernetes.conf"
parse_arguments "master image namespace service-account name pod-templates $cluster_options" "$@"
case $master in
  k8s://?*) ;;
  '') fail 2 '--master is missing: the URL of the API server with k8s:// before it, such as k8s://https://host:6443. kubectl cluster-info prints it.' ;;
  *) fail 2 "--master must be the URL of an API server with k8s:// before it, such as k8s://https://host:6443, got: $master." ;;
esac
[[ -n $image ]] || fail 2 '--image is missing: the image of driver and executors. submit/kubernetes/README.md says how to make one.'
[[ $name =~ ^[a-z]([-a-z0-9]{0,40}[a-z0-9])?$ ]] \
  || fail 2 "--name must be at most 42 small letters, digits and -, with a letter first, got: $name."
require_number --executors "$executors"
require_number --executor-cores "$executor_cores"
for pod in driver executor; do
  [[ -r $pod_templates/$pod-pod.yaml ]] || fail 2 "--pod-templates must be a directory with $pod-pod.yaml, got: $pod_templates."
done
submit_to_cluster "$master" kubernetes --name "$name" --num-executors "$executors" \
  --conf "spark.kubernetes.container.image=$image" --conf "spark.kubernetes.namespace=$namespace" \
  --conf "spark.kubernetes.authenticate.driver.serviceAccountName=$service_account" \
  --conf "spark.kubernetes.driver.podTemplateFile=$pod_templates/driver-pod.yaml" \
  --conf "spark.kubernetes.executor.podTemplateFile=$pod_templates/executor-pod.yaml"
