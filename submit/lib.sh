# shellcheck shell=bash
# What the scripts in this directory share: sourced, never run.

# fail EXIT_CODE MESSAGE: ends the script with one line that says what is wrong and its remedy.
fail() {
  printf '%s: %s\n' "${0##*/}" "$2" >&2
  exit "$1"
}

# Ends the script unless the Java that will be used is a JDK 17.
require_jdk17() {
  local remedy='Install a JDK 17 (Debian: apt-get install openjdk-17-jdk-headless) and point JAVA_HOME at it.'
  local java=java settings version=unknown
  if [[ -n ${JAVA_HOME:-} ]]; then
    java=$JAVA_HOME/bin/java
    [[ -x $java ]] || fail 1 "a JDK 17 is needed, but JAVA_HOME=$JAVA_HOME has no bin/java. $remedy"
  elif ! command -v java >/dev/null; then
    fail 1 "a JDK 17 is needed, but there is no java on the PATH. $remedy"
  fi
  settings=$("$java" -XshowSettings:properties -version 2>&1) || true
  if [[ $settings =~ java\.specification\.version\ =\ ([0-9.]+) ]]; then
    version=${BASH_REMATCH[1]}
  fi
  [[ $version == 17 ]] || fail 1 "a JDK 17 is needed, but $java is version $version. $remedy"
  if [[ $settings =~ java\.home\ =\ ([^$'\n']+) && ! -x ${BASH_REMATCH[1]}/bin/javac ]]; then
    fail 1 "a JDK 17 is needed, but ${BASH_REMATCH[1]} has no javac: it is a JRE. $remedy"
  fi
}

# Ends the script unless Maven is there.
require_maven() {
  command -v mvn >/dev/null || fail 1 'Maven is needed, but there is no mvn on the PATH. Install it (Debian: apt-get install maven).'
}

# announce MESSAGE COMMAND...: runs a command quietly. One line says what it does and how long it took; a terminal sees
# a dot every few seconds. Its output is shown only if it fails.
announce() {
  local message=$1 output status=0 ticker='' start=$SECONDS
  shift
  printf '%s ...' "$message" >&2
  if [[ -t 2 ]]; then
    # Background commands ignore Ctrl-C: this one ends by itself when the script is gone.
    (while sleep 3 && kill -0 $$ 2>/dev/null; do printf '.' >&2; done) &
    ticker=$!
  fi
  output=$("$@" 2>&1) || status=$?
  if [[ -n $ticker ]]; then
    kill "$ticker" 2>/dev/null || true
    wait "$ticker" 2>/dev/null || true
  fi
  if [[ $status == 0 ]]; then
    printf ' %d s\n' $((SECONDS - start)) >&2
  else
    printf ' failed\n%s\n' "$output" >&2
  fi
  return "$status"
}
