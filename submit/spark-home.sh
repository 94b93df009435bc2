#!/usr/bin/env bash
# Assembles target/spark-home, a Spark home from Maven Central, unless it is there already, and prints its path.
set -euo pipefail

submit="${BASH_SOURCE[0]%/*}"
[[ $submit != "${BASH_SOURCE[0]}" ]] || submit=.
submit="$(CDPATH='' cd -P -- "$submit" && pwd)"
root="${submit%/*}"
home="$root/target/spark-home"
# shellcheck source=submit/lib.sh
. "$submit/lib.sh"

# The home carries a copy of what it was made from, written last: it is complete, and not an older one, when they agree.
if [[ -d $home ]] && diff -rq "$submit/spark-home" "$home/source" >/dev/null 2>&1; then
  printf '%s\n' "$home"
  exit 0
fi

require_jdk17
require_maven
mkdir -p "$root/target"
work="$(mktemp -d "$root/target/spark-home.XXXXXX")"
trap 'rm -rf "$work"' EXIT

assemble() {
  cd "$root" && mvn -q -B -ntp -f submit/spark-home/pom.xml package "-Dspark.home=$work"
}

announce 'Assembling target/spark-home from Maven Central (once; about 250 MB)' assemble \
  || fail 1 'the Spark home could not be assembled; run it again, or set SPARK_HOME to a Spark 3.5 installation.'
cp -R "$submit/spark-home/bin" "$work/bin"
cp -R "$submit/spark-home" "$work/source"
chmod 755 "$work"
rm -rf "$home"
mv "$work" "$home"
printf '%s\n' "$home"
