# shellcheck shell=bash
# What the scripts that submit to a cluster share: sourced after lib.sh, never run. The defaults are theirs to change.
# shellcheck disable=SC2034,SC2154

cluster_options='deploy-mode executors executor-cores executor-memory driver-memory properties-file event-log jar'
deploy_mode=client
executors=2
executor_cores=2
executor_memory=2g
driver_memory=2g
event_log=''
jar="$root/target/lenet-spark.jar"

# The options that all of these scripts have, for their usage.
cluster_usage() {
  cat <<'END'
  --executors N            how many (default 2)
  --executor-cores N       of each: as many replicas train on it at a time (default 2)
  --executor-memory SIZE   Java heap of each (default 2g)
  --driver-memory SIZE     Java heap of the driver (default 2g)
  --event-log URI          a directory that is there: Spark's History Server shows the run from what is written into it
  --properties-file FILE   Spark's settings, in place of those in conf/ for this kind of cluster
  --conf KEY=VALUE         a Spark setting; beats that file
END
}

# The rest of it.
cluster_usage_end() {
  cat <<'END'
  --dry-run                print the spark-submit command instead of running it
  --help                   this text; `submit/local.sh train --help` prints the job's options

Everything else goes to the job as it is (after --, these options too). Data has to be named, by a URI that every executor
reads: hdfs://, s3a://, or file:// for a directory that all machines have mounted. A URI without a scheme is a path on
Hadoop's default filesystem.

END
}

# require_number OPTION VALUE
require_number() {
  [[ $2 =~ ^[1-9][0-9]{0,4}$ ]] || fail 2 "$1 must be 1 to 99999, got: $2."
}

# require_size OPTION VALUE
require_size() {
  [[ $2 =~ ^[1-9][0-9]{0,9}[mgt]$ ]] || fail 2 "$1 must be a size such as 512m or 2g, got: $2."
}

# require_shared_place OPTION URI: not one that names a directory of this machine alone.
require_shared_place() {
  [[ $shared_options == *" $1 "* ]] || return 0
  case $2 in
    /* | *:/*) ;;
    *)
      fail 2 "$1 must be a URI or an absolute path, since other machines do not share this directory, got: $2. Try hdfs:///$2, s3a://bucket/$2, or file:///shared/$2 where that is mounted everywhere."
      ;;
  esac
}

# Ends the script if the job is to read or write what only this machine would find.
require_shared_places() {
  if lacks_data; then
    fail 2 '--data is missing: a URI that every executor reads, such as hdfs:///data/mnist, s3a://bucket/mnist, or file:///shared/mnist where that is mounted everywhere.'
  fi
  # Executors read and write these; where the driver is on another machine too, all of them.
  local shared_options=' --data --input ' word option=''
  [[ $deploy_mode == client ]] || shared_options+='--output --model --config '
  [[ ${job[0]:-} != predict ]] || shared_options+='--output '
  for word in ${job[@]+"${job[@]}"}; do
    case $word in
      --*=*) require_shared_place "${word%%=*}" "${word#*=}" ;;
      --*) option=$word ;;
      *)
        require_shared_place "${option:-none}" "$word"
        option=''
        ;;
    esac
  done
}

# submit_to_cluster MASTER MODULE WORD...: checks the options and runs, or prints, spark-submit with these words among its own.
submit_to_cluster() {
  local master=$1 module=$2 variables='SPARK_CONF_DIR OMP_NUM_THREADS LENET_LOG_DIR' name
  shift 2
  case $deploy_mode in
    client | cluster) ;;
    *) fail 2 "--deploy-mode must be client or cluster, got: $deploy_mode." ;;
  esac
  require_size --executor-memory "$executor_memory"
  require_size --driver-memory "$driver_memory"
  [[ -r $properties_file ]] || fail 2 "--properties-file must be a file that can be read, got: $properties_file."
  require_shared_places

  choose_spark_home "$module"
  export SPARK_CONF_DIR="${SPARK_CONF_DIR:-$root/conf}"
  export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"
  export LENET_LOG_DIR="${LENET_LOG_DIR:-$root/target/logs}"
  local command=("$spark_home/bin/spark-submit" --class LeNetJob --master "$master" --deploy-mode "$deploy_mode"
    --properties-file "$properties_file" --driver-memory "$driver_memory" --executor-memory "$executor_memory"
    --executor-cores "$executor_cores" "$@")
  [[ -z $event_log ]] || command+=(--conf spark.eventLog.enabled=true --conf "spark.eventLog.dir=$event_log")
  command+=(${spark_options[@]+"${spark_options[@]}"} "$jar" ${job[@]+"${job[@]}"})

  if [[ $dry_run == true ]]; then
    for name in HADOOP_CONF_DIR YARN_CONF_DIR; do
      [[ -z ${!name:-} ]] || variables+=" $name"
    done
    print_command "$variables" "${command[@]}"
    exit 0
  fi
  prepare_spark_home
  [[ $jar != "$root/target/lenet-spark.jar" ]] || prepare_jar "$jar"
  exec "${command[@]}"
}
