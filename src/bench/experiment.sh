#!/usr/bin/env bash
# Trains over replicas, averaging frequency and averaging rule with several seeds, and writes a table and a plot.
set -euo pipefail

usage() {
  cat <<'END'
Usage: src/bench/experiment.sh [OPTION]... [--] [OPTION OF TRAIN]...

Trains once for every combination of the lists below, one run after the other on this machine's cores, whatever the
number of replicas, and writes to DIR

  runs/                the run directory of every run
  experiment.md        the table: test accuracy and loss over the seeds, rounds, bytes averaged
  experiment.json      the same for programs
  experiment.svg       the plot: test accuracy over replicas

Epochs are chosen by the validation set; the test set is used once at the end of each run. To continue an interrupted
experiment, start it again with the same DIR.

  --replicas LIST      (default 1,2,4,8,16,32)
  --frequencies LIST   minibatches of each replica between averagings (default 10,50)
  --rules LIST         weighted, nesterov (default weighted,nesterov)
  --seeds LIST         (default 1,2,3)
  --output DIR         (default runs/experiment-<time> of this checkout)
  --driver-memory SIZE (default 2g)
  --help               this text

Example, the table of the page "Recipes and many replicas":
  src/bench/experiment.sh --seeds 1,2,3,4,5
END
}

here="${BASH_SOURCE[0]%/*}"
[[ $here != "${BASH_SOURCE[0]}" ]] || here=.
# shellcheck source=src/bench/lib.sh
. "$here/lib.sh"

replicas=1,2,4,8,16,32
frequencies=10,50
rules=weighted,nesterov
seeds=1,2,3
memory=2g
output="$root/runs/experiment-$(date -u +%Y%m%d-%H%M%S)"
data=(--data "$root/datasets/mnist")
train=()
while [[ $# -gt 0 ]]; do
  case $1 in
    --replicas | --frequencies | --rules | --seeds | --output | --driver-memory)
      [[ $# -ge 2 ]] || fail 2 "$1 needs a value. Try src/bench/experiment.sh --help."
      case $1 in
        --replicas) replicas=$2 ;;
        --frequencies) frequencies=$2 ;;
        --rules) rules=$2 ;;
        --seeds) seeds=$2 ;;
        --output) output=$2 ;;
        --driver-memory) memory=$2 ;;
      esac
      shift 2
      ;;
    --help | -h) usage && exit 0 ;;
    --) shift ;;
    *)
      case $1 in --data | --data=*) data=() ;; esac
      train+=("$1") && shift
      ;;
  esac
done
number='[1-9][0-9]{0,4}'
[[ $replicas =~ ^$number(,$number)*$ ]] || fail 2 "--replicas must be comma-separated numbers, got: $replicas."
[[ $frequencies =~ ^$number(,$number)*$ ]] || fail 2 "--frequencies must be comma-separated numbers, got: $frequencies."
[[ $seeds =~ ^-?[0-9]{1,18}(,-?[0-9]{1,18})*$ ]] || fail 2 "--seeds must be comma-separated numbers, got: $seeds."
[[ $rules =~ ^(weighted|nesterov)(,(weighted|nesterov))*$ ]] || fail 2 "--rules must be a comma-separated list of weighted, nesterov, got: $rules."

prepare_benches 'Building the experiment'
[[ ${#data[@]} == 0 ]] || fetch_mnist '--data URI names another place for it.'
run_bench lenetspark.bench.Experiment "$memory" "$output" "rules=$rules" "replicas=$replicas" "frequencies=$frequencies" "seeds=$seeds" \
  ${data[@]+"${data[@]}"} ${train[@]+"${train[@]}"}
echo "${0##*/}: wrote $output/experiment.md, experiment.json and experiment.svg" >&2
