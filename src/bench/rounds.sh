#!/usr/bin/env bash
# Measures the cost of a round beside the computing for growing numbers of replicas on this machine.
set -euo pipefail

usage() {
  cat <<'END'
Usage: src/bench/rounds.sh [--replicas LIST] [--output DIR] [--driver-memory SIZE]

Trains three short epochs of MNIST with each number of replicas, once with all sums on the driver and once with partial
sums on executors first, prints a table and writes it to DIR/rounds.md too. Takes some ten minutes; use an otherwise idle
machine. Times are medians of the rounds after the first epoch. The computing of the replicas is subtracted, so that
more replicas than cores do not count as a cost of averaging.

  --replicas LIST      (default 2,4,8,16,32,64,128,256)
  --output DIR         a new or empty directory (default runs/rounds-<time> of this checkout)
  --driver-memory SIZE (default 3g)
  --help               this text
END
}

here="${BASH_SOURCE[0]%/*}"
[[ $here != "${BASH_SOURCE[0]}" ]] || here=.
# shellcheck source=src/bench/lib.sh
. "$here/lib.sh"

replicas=2,4,8,16,32,64,128,256
memory=3g
output="$root/runs/rounds-$(date -u +%Y%m%d-%H%M%S)"
while [[ $# -gt 0 ]]; do
  case $1 in
    --replicas | --output | --driver-memory)
      [[ $# -ge 2 ]] || fail 2 "$1 needs a value. Try src/bench/rounds.sh --help."
      case $1 in
        --replicas) replicas=$2 ;;
        --output) output=$2 ;;
        --driver-memory) memory=$2 ;;
      esac
      shift 2
      ;;
    --help | -h) usage && exit 0 ;;
    *) fail 2 "unknown argument $1. Try src/bench/rounds.sh --help." ;;
  esac
done
number='[1-9][0-9]{0,4}'
[[ $replicas =~ ^$number(,$number)*$ ]] || fail 2 "--replicas must be comma-separated numbers, got: $replicas."

prepare_benches 'Building the benchmarks'
fetch_mnist 'Take it from a directory with datasets/fetch.sh mnist --from DIR.'
run_bench lenetspark.bench.RoundCost "$memory" "$output" "$replicas" --data "$root/datasets/mnist"
echo "${0##*/}: wrote $output/rounds.md" >&2
