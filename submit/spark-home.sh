#!/usr/bin/env bash
# Assembles a Spark home from Maven Central below target/, unless it is there already, and prints its path. Arguments are
# the modules that it needs beyond local[*] and standalone clusters, each a profile of spark-home/pom.xml: yarn, kubernetes, s3.
set -euo pipefail

submit="${BASH_SOURCE[0]%/*}"
[[ $submit != "${BASH_SOURCE[0]}" ]] || submit=.
# shellcheck source=submit/lib.sh
. "$submit/lib.sh"

name=spark-home
profiles=''
for module in "$@"; do
  case $module in
    yarn | kubernetes | s3) ;;
    *) fail 2 "there is no module $module: choose from yarn, kubernetes and s3." ;;
  esac
  name+="-$module"
  profiles+="${profiles:+,}$module"
done
home="$root/target/$name"

assemble_jars "$submit/spark-home" "$home" "Assembling target/$name from Maven Central (once; about 250 MB)" "$profiles" \
  || fail 1 'the Spark home could not be assembled; run it again, or set SPARK_HOME to a Spark 3.5 installation.'
printf '%s\n' "$home"
