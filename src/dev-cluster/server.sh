#!/usr/bin/env bash
# Runs a server for one machine in the foreground, on loopback, from jars of Maven Central:
#
#   src/dev-cluster/server.sh standalone|standalone-secure|yarn|kubernetes|s3 DIR
#
# It keeps all that it needs in DIR, writes DIR/ready.properties when it is up, and ends with all that it started on SIGTERM.
# dev-cluster.sh and the tests use it.
set -euo pipefail

here="${BASH_SOURCE[0]%/*}"
[[ $here != "${BASH_SOURCE[0]}" ]] || here=.
# shellcheck source=submit/lib.sh
. "$here/../../submit/lib.sh"
here="$root/src/dev-cluster"

[[ $# == 2 ]] || fail 2 'two arguments are needed: standalone, standalone-secure, yarn, kubernetes or s3, and a directory.'
name=$1
# They share the machine with the job, which needs the compiler more.
options=(-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1)
arguments=()
case $name in
  standalone)
    main=StandaloneServer
    arguments=("$("$submit/spark-home.sh")")
    ;;
  standalone-secure)
    main=StandaloneServer
    arguments=("$("$submit/spark-home.sh")" "$root/conf/spark-secure.conf")
    # The same server with other settings.
    name=standalone
    ;;
  yarn)
    main=HadoopServer
    options+=(-Djava.net.preferIPv4Stack=true --add-opens=java.base/java.lang=ALL-UNNAMED)
    ;;
  kubernetes)
    main=KubernetesServer
    # What stands for the image.
    arguments=("$("$submit/spark-home.sh" kubernetes)")
    ;;
  s3) main=S3Server ;;
  *) fail 2 "there is no server $name: choose from standalone, standalone-secure, yarn, kubernetes and s3." ;;
esac
mkdir -p "$2"
directory="$(CDPATH='' cd -P -- "$2" && pwd)"
rm -f "$directory/ready.properties"

home="$root/target/dev-cluster/jars/$name"
# Those of the standalone cluster are in the Spark home.
[[ $name == standalone ]] \
  || assemble_jars "$here/class-path" "$home" "Fetching the servers of $name from Maven Central (once)" "$name" \
  || fail 1 'the servers could not be fetched: see above. Run it again.'
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
"${java}c" -proc:none -XDsuppressNotes -d "$directory/classes" -cp "$home/jars/*" "$here"/java/{common,"$name"}/lenetspark/dev/*.java
# Its own working directory is where servers leave what has no other place; the logs' settings are beside the sources.
cd "$directory"
exec "$java" "${options[@]}" -cp "$directory/classes:$here/java/$name:$home/jars/*" "lenetspark.dev.$main" "$directory" \
  ${arguments[@]+"${arguments[@]}"}
