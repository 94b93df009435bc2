#!/usr/bin/env bash
# Simulates training runs with any number of replicas on this machine, and writes a table of their accuracy.
set -euo pipefail

usage() {
  cat <<'END'
Usage: src/bench/simulate.sh RESULTS.jsonl [--driver-memory SIZE] [--] [option of train...] <RUNS

Reads runs from standard input, each a line with options of train, and trains them one after the other. The replicas of a
round run on the cores of this machine without a Spark job, so that many replicas cost little more than one; the results
have the same bits as on Spark. The result of each run is appended to RESULTS.jsonl, and a table of all results in the file
is printed in the end: one row for the runs that differ in their seed only. A run whose result the file has is not repeated,
so an interrupted simulation continues when it is started again.

  --driver-memory SIZE (default 3g)
  --help               this text

Example, the defaults with 1 to 64 replicas and three seeds:
  for k in 1 2 4 8 16 32 64; do for s in 1 2 3; do echo "--replicas=$k --seed=$s"; done; done | src/bench/simulate.sh scaling.jsonl
END
}

here="${BASH_SOURCE[0]%/*}"
[[ $here != "${BASH_SOURCE[0]}" ]] || here=.
# shellcheck source=src/bench/lib.sh
. "$here/lib.sh"

memory=3g
results=
data=(--data "$root/datasets/mnist")
train=()
while [[ $# -gt 0 ]]; do
  case $1 in
    --driver-memory)
      [[ $# -ge 2 ]] || fail 2 "$1 needs a value. Try src/bench/simulate.sh --help."
      memory=$2
      shift 2
      ;;
    --help | -h) usage && exit 0 ;;
    --) shift ;;
    -*)
      [[ -n $results ]] || fail 2 "RESULTS.jsonl must come first, got: $1. Try src/bench/simulate.sh --help."
      case $1 in --data | --data=*) data=() ;; esac
      train+=("$1") && shift
      ;;
    *)
      if [[ -z $results ]]; then results=$1; else train+=("$1"); fi
      shift
      ;;
  esac
done
[[ -n $results ]] || fail 2 "RESULTS.jsonl is missing. Try src/bench/simulate.sh --help."
[[ ! -t 0 ]] || fail 2 "the runs must come from standard input, got: a terminal. Try src/bench/simulate.sh --help."

prepare_benches 'Building the simulation' </dev/null
[[ ${#data[@]} == 0 ]] || fetch_mnist 'Take it from a directory with datasets/fetch.sh mnist --from DIR.' </dev/null
run_bench lenetspark.job.train.Simulation "$memory" "$results" ${data[@]+"${data[@]}"} ${train[@]+"${train[@]}"}
