#!/usr/bin/env bash
# Measures kernels, training and stock DL4J on this machine, and writes tables.
set -euo pipefail

usage() {
  cat <<'END'
Usage: src/bench/benchmark.sh [--quick] [--runs N] [--output DIR]

Measures this checkout and stock DL4J on this machine, prints tables in Markdown, and writes them to DIR as benchmark.md
and benchmark.json, with all measurements. Builds what is missing and fetches MNIST if it is missing. Needs a JDK 17 and
Maven. Takes five to fifteen minutes a run; use an otherwise idle machine.

  --quick       one short run of everything, in about two minutes; its figures are not representative
  --runs N      how often everything is measured, in turns (default 3)
  --output DIR  a new or empty directory (default runs/benchmark-<time> of this checkout)
  --help        this text

Every figure is the median of the runs, with the lowest and the highest in brackets. A ratio is taken within each run,
between two measurements a few minutes apart. Replicas: one for each core; on any number of cores minibatches of 64, a
learning rate of 0.002 without a warm-up, and an averaging every 50 minibatches; the job's defaults for the rest.

Kernels: examples per second of CPU time of one thread, on the same minibatch again and again, after warm-up. Each run
is a JVM of its own.
  simd                 the kernels on the Vector API, at the width that the machine prefers
  all cores at once    the same by as many threads as there are cores, each on its own data: the mean of a thread
  simd, UseAVX=2       the same on a machine with AVX-512 that is told to use AVX2 only
  plain loops          the kernels where the JVM was started without the Vector API
  stock DL4J           MultiLayerNetwork.fit and output, OMP_NUM_THREADS=1
  FMA peak             multiply-adds in registers and nothing else, measured between the others, two operations each
  share of the peak    multiply-adds of the network's layers per example (2.26 MFLOP trained, 0.83 predicted) over that

Training: whole commands on local[*].
  simd                 --engine simd, 10 epochs
  without the report   the same with --report=false --tensorboard=false: what those cost
  dl4j replicas        --engine dl4j, 1 epoch: stock networks below this project's averaging
  stock DL4J           --averaging dl4j, 1 epoch: DL4J's own ParameterAveragingTrainingMaster
  loop                 examples per second of the time spent in rounds, median of the epochs after the first if there
                       are several; the stock master has no rounds, its epoch is timed as a whole
  whole command        from the start of submit/local.sh to its end, JVM, validation, checkpoints and test included

Rounds of simd: where the time of a round goes, median of the rounds of some epochs. First those of the 10-epoch run after
its first epoch, while the JVM still compiles beside the training; then those of a run of 100 epochs in its second half.
  epochs               which epochs' rounds
  compute              the slowest replica; averaging: on the driver; waiting: the rest, transport and scheduling
  loop / (cores x one thread alone)
                       the loop's rate in those epochs over cores times the rate of one thread of the kernels
  loop / all cores at once
                       the same over the rate of the kernels on all cores, which slow each other down

Time to accuracy, of simd and of PyTorch by the same recipe: time spent training until the accuracy on the 5,000 validation
examples first reaches the threshold. The test set is evaluated once, at the end; its accuracy, of the best epoch's model,
stands beside it.

Scaling of simd: the loop on local[1], local[2], local[4] ... and all cores, with as many replicas.

PyTorch: the same network where python3 can import torch (Debian: apt-get install python3-torch libopenblas0-pthread), one
minibatch again and again, on one thread and on all, in the faster of its memory formats. LENET_PYTHON names another python3.
END
}

here="${BASH_SOURCE[0]%/*}"
[[ $here != "${BASH_SOURCE[0]}" ]] || here=.
# shellcheck source=src/bench/lib.sh
. "$here/lib.sh"
export LC_ALL=C OMP_NUM_THREADS=1

quick=false
runs=3
results="$root/runs/benchmark-$(date -u +%Y%m%d-%H%M%S)"
while [[ $# -gt 0 ]]; do
  case $1 in
    --runs | --output)
      [[ $# -ge 2 ]] || fail 2 "$1 needs a value. Try src/bench/benchmark.sh --help."
      case $1 in
        --runs) runs=$2 ;;
        --output) results=$2 ;;
      esac
      shift 2
      ;;
    --quick) quick=true && shift ;;
    --help | -h) usage && exit 0 ;;
    *) fail 2 "unknown argument $1. Try src/bench/benchmark.sh --help." ;;
  esac
done
[[ $runs =~ ^[1-9][0-9]{0,2}$ ]] || fail 2 "--runs must be 1 to 999, got: $runs."
[[ -z "$(ls -A "$results" 2>/dev/null)" ]] || fail 4 "$results is not empty; choose another --output."

# The one-minute load average, before the build adds to it.
load="$(uptime 2>/dev/null || cat /proc/loadavg)"
load="${load##*load average}"
load="${load#*: }"
load="${load%%[, ]*}"
cores="$(getconf _NPROCESSORS_ONLN)"
hundredths="${load//./}"
if ((10#$hundredths > 25 * cores)); then
  echo "${0##*/}: the load average is $load on $cores cores: the figures will be too low. Wait until the machine is idle." >&2
fi

kernel_runs=7
# One recipe for all, on any number of cores.
recipe=(--batch-size 64 --learning-rate 0.002 --averaging-frequency 50 --warmup-epochs 0)
simd=(--engine simd --epochs 10)
long=(--engine simd --epochs 100)
dl4j=(--epochs 1)
torch_epochs=10
if [[ $quick == true ]]; then
  runs=1
  kernel_runs=1
  simd=(--engine simd --epochs 2)
  long=(--engine simd --epochs 4)
  torch_epochs=1
  dl4j=(--epochs 1 --data "$root/src/test/resources/mnist-sample" --validation-size 100)
fi

java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
python="${LENET_PYTHON:-python3}"
class_path="$root/target/test-classes:$root/target/lenet-spark.jar:${SPARK_HOME:-$root/target/spark-home}/jars/*"

# bench [JVM OPTION]... CLASS ARGUMENT...: runs a main class of the benchmarks.
bench() {
  "$java" -Xmx1g -cp "$class_path" "$@"
}

# kernel NAME IMPLEMENTATION THREADS [JVM OPTION]...
kernel() {
  local name=$1 implementation=$2 threads=$3
  shift 3
  bench --add-modules=jdk.incubator.vector "$@" lenetspark.kernel.KernelThroughput "$implementation" "$kernel_runs" "$threads" >"$results/kernel/$name-$run.json"
}

# train NAME MASTER JOB OPTION...
train() {
  local name=$1 master=$2 TIMEFORMAT=%R
  shift 2
  { time "$submit/local.sh" --master "$master" train --output "$results/train/$name-$run" "${recipe[@]}" "$@" 2>&1; } \
    2>"$results/train/$name-$run.seconds"
}

# torch NAME THREADS
torch() {
  OMP_NUM_THREADS=$2 "$python" "$root/src/bench/python/torch_lenet.py" "$2" "$kernel_runs" >"$results/torch/$1-$run.json"
}

# torch_train NAME EPOCHS
torch_train() {
  local name=$1 TIMEFORMAT=%R
  { time OMP_NUM_THREADS=$cores "$python" "$root/src/bench/python/torch_train.py" "$root/datasets/mnist" "$results/train/$name-$run" "$2" "$cores" 2>&1; } \
    2>"$results/train/$name-$run.seconds"
}

# measure TITLE FUNCTION ARGUMENT...
measure() {
  announce "Run $run of $runs: $1" "${@:2}" || fail 1 "the measurement failed: see above."
}

require_jdk17
require_maven
# So that no measured command builds or fetches anything.
prepare_benches 'Building the benchmarks'
fetch_mnist 'Take it from a directory with datasets/fetch.sh mnist --from DIR.'
mkdir -p "$results"/{kernel,train,torch}
results="$(CDPATH='' cd -P -- "$results" && pwd)"
printf '%s\n' "load=$load" "runs=$runs" "quick=$quick" \
  "commit=$(git -C "$root" describe --always --dirty 2>/dev/null || echo unknown)" >"$results/start.properties"

for ((run = 1; run <= runs; run++)); do
  measure 'kernels, simd' kernel simd vector 1
  if grep -q '"vectorBits": 512' "$results/kernel/simd-$run.json"; then
    measure 'kernels, simd, UseAVX=2' kernel simd-avx2 vector 1 -XX:UseAVX=2
  fi
  measure 'kernels, plain loops' kernel plain plain 1
  measure 'kernels, stock DL4J' kernel stock dl4j 1
  measure 'kernels, simd, on all cores at once' kernel simd-at-once vector "$cores"
  measure 'training, simd' train simd 'local[*]' "${simd[@]}"
  measure 'training, simd, without the report' train bare 'local[*]' "${simd[@]}" --report=false --tensorboard=false
  measure 'training, simd, a long run' train long 'local[*]' "${long[@]}"
  measure 'training, dl4j replicas' train dl4j 'local[*]' --engine dl4j "${dl4j[@]}"
  measure 'training, stock DL4J' train stock 'local[*]' --averaging dl4j "${dl4j[@]}"
  for ((replicas = 1; replicas < cores; replicas *= 2)); do
    measure "training, simd, local[$replicas]" train "scaling-$replicas" "local[$replicas]" "${simd[@]}"
  done
  if "$python" -c 'import torch' 2>/dev/null; then
    measure 'PyTorch, 1 thread' torch one 1
    measure "PyTorch, $cores threads" torch all "$cores"
    measure 'PyTorch, training' torch_train torch "$torch_epochs"
  fi
done

bench lenetspark.bench.Report "$results"
echo "${0##*/}: wrote $results/benchmark.md and benchmark.json" >&2
