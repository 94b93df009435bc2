#!/usr/bin/env bash
# Makes the screenshots of the documentation, report.png and terminal.png, from a real run of submit/local.sh.
set -euo pipefail

usage() {
  cat <<'END'
Usage: src/site/make-images.sh [RUN]

Runs submit/local.sh with its defaults in a terminal, and writes report.png and terminal.png to src/site/resources/images. Use an
otherwise idle machine, because the images show the speed of the run. RUN is the directory of an earlier run of this script, of which
new images are made.

Needs, in addition to the requirements of submit/local.sh, Chromium and pngquant (Debian: apt-get install chromium pngquant).
END
}

here="${BASH_SOURCE[0]%/*}"
[[ $here != "${BASH_SOURCE[0]}" ]] || here=.
# shellcheck source=submit/lib.sh
. "$here/../../submit/lib.sh"

case ${1:-} in
  --help | -h) usage && exit 0 ;;
  -*) fail 2 "unknown argument $1. Try src/site/make-images.sh --help." ;;
esac
[[ $# -le 1 ]] || fail 2 "RUN must be one directory, got: $*."
[[ $# == 0 || -r $1/terminal.txt && -r $1/report/index.html ]] \
  || fail 2 "RUN must be the directory of an earlier run of this script, got: $1."
images="$root/src/site/resources/images"
for tool in chromium pngquant script; do
  command -v "$tool" >/dev/null || fail 1 "$tool is needed, but it is not on the PATH. Try src/site/make-images.sh --help."
done

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
if [[ $# == 1 ]]; then
  run="$(CDPATH='' cd -P -- "$1" && pwd)"
else
  run="$root/runs/$(date -u +%Y%m%d-%H%M%S)-42"
  # The run that is shown builds and downloads nothing.
  "$root/submit/local.sh" summary >/dev/null
  fetch_mnist 'Take it from a directory with datasets/fetch.sh mnist --from DIR.'
  # In a terminal, so that the progress bar is shown. The job accepts no directory that has files, so its output goes elsewhere first.
  script -q -e -c "$(printf '%q ' "$root/submit/local.sh" --output "$run")" "$work/terminal.txt" </dev/null \
    || fail 1 'the run failed: see above.'
  cp "$work/terminal.txt" "$run/terminal.txt"
fi

# screenshot PAGE WIDTH HEIGHT FILE
screenshot() {
  chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --hide-scrollbars --allow-file-access-from-files --user-data-dir="$work/profile" \
    --virtual-time-budget=15000 --window-size="$2,$3" --screenshot="$work/shot.png" "file://$1" >"$work/chromium.log" 2>&1 \
    || { cat "$work/chromium.log" >&2; fail 1 'the screenshot failed: see above.'; }
  pngquant --force --strip --output "$4" 256 "$work/shot.png"
}

# Replaces the path of this checkout, so that the images name no directory of this machine.
elsewhere() {
  local text
  text="$(cat)"
  printf '%s\n' "${text//"$root"//home/me/lenet-spark}"
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

# The final content of the terminal: the text after the last return to the start of each line, without control sequences.
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
