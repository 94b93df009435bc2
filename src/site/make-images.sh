#!/usr/bin/env bash
# Makes the screenshots of the documentation, report.png and terminal.png, from a real run of submit/local.sh.
set -euo pipefail

usage() {
  cat <<'END'
Usage: src/site/make-images.sh [RUN]

Runs submit/local.sh with its defaults in a terminal, and writes report.png and terminal.png to src/site/resources/images. Leave the machine
idle: the pictures show the speed of the run. RUN is a directory of an earlier run of this script, whose pictures are made again.

Needs, beside what submit/local.sh needs, Chromium and pngquant (Debian: apt-get install chromium pngquant).
END
}

if [[ $# -gt 1 || ${1:-} == -* ]]; then
  usage
  exit 0
fi

root="$(CDPATH='' cd -P -- "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
images="$root/src/site/resources/images"
for tool in chromium pngquant script; do
  command -v "$tool" >/dev/null || { printf '%s: %s is needed. See --help.\n' "${0##*/}" "$tool" >&2; exit 1; }
done

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
if [[ $# == 1 ]]; then
  run="$(CDPATH='' cd -P -- "$1" && pwd)"
else
  run="$root/runs/$(date -u +%Y%m%d-%H%M%S)-42"
  # A run that builds or downloads nothing, in a terminal, so that the progress bar is shown.
  "$root/submit/local.sh" summary >/dev/null
  mkdir -p "${run%/*}"
  COLUMNS=132 script -q -e -c "$(printf '%q ' "$root/submit/local.sh" --output "$run")" "$run.typescript" </dev/null
  mv "$run.typescript" "$run/terminal.txt"
fi

# screenshot PAGE WIDTH HEIGHT FILE
screenshot() {
  chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --hide-scrollbars --allow-file-access-from-files --user-data-dir="$work/profile" \
    --virtual-time-budget=15000 --window-size="$2,$3" --screenshot="$work/shot.png" "file://$1" >"$work/chromium.log" 2>&1 \
    || { cat "$work/chromium.log" >&2; exit 1; }
  pngquant --force --strip --output "$4" 256 "$work/shot.png"
}

# The pictures name no directory of this machine.
elsewhere() {
  sed -e "s#$root#/home/me/lenet-spark#g"
}

# The upper part of the report beside its section on the test set: the page itself, twice, in frames.
elsewhere <"$run/report/index.html" >"$work/index.html"
cat >"$work/report.html" <<'END'
<!doctype html>
<style>
  body { margin: 0; background: #dfe5ec; display: flex; gap: 10px; padding: 10px; width: 1380px; height: 900px; box-sizing: border-box; }
  div { width: 675px; height: 880px; overflow: hidden; border-radius: 6px; }
  iframe { border: 0; width: 1140px; height: 1486px; transform: scale(0.592); transform-origin: 0 0; }
</style>
<div><iframe src="index.html" scrolling="no"></iframe></div>
<div><iframe src="index.html#test" scrolling="no"></iframe></div>
END
screenshot "$work/report.html" 1380 900 "$images/report.png"

# What is left on a terminal in the end: the text after the last return to the start of each line, without control sequences.
sed -E -e '/^Script (started|done)/d' -e 's/\r+$//' -e 's/.*\r//' -e 's/\x1b\[[0-9;]*[A-Za-z]//g' -e '/^$/d' -e '/incubator module/d' \
  -e 's/&/\&amp;/g' -e 's/</\&lt;/g' "$run/terminal.txt" | elsewhere >"$work/terminal.txt"
{
  cat <<'END'
<!doctype html>
<meta charset="utf-8">
<style>
  body { margin: 0; background: #10151c; color: #d7dee8; font: 14px/20px "DejaVu Sans Mono", monospace; padding: 16px 20px; }
  pre { margin: 0; font: inherit; }
  b { color: #7ee787; font-weight: normal; }
</style>
END
  printf '<pre><b>~/lenet-spark $</b> submit/local.sh\n%s\n<b>~/lenet-spark $</b> &#9608;</pre>\n' "$(cat "$work/terminal.txt")"
} >"$work/terminal.html"
screenshot "$work/terminal.html" 1240 "$((32 + 20 * ($(grep -c '' "$work/terminal.txt") + 2)))" "$images/terminal.png"

ls -l "$images"/*.png
