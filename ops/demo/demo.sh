#!/bin/sh
# The main job on the embedded default: a study office's logs, imported and audited, then served as pages until stopped.
# $1 is the data directory; with SERVE=0 nothing is served, with PORT=… the pages are there. With DAY=forum a forum's whole
# day is played instead, and its boards are shown at four times (SERVE=0: without waiting for a key).
set -eu
unset BYLEAVE_DATA BYLEAVE_ACTOR BYLEAVE_KEY BYLEAVE_KEY_FILE BYLEAVE_EVENTS_DSN BYLEAVE_KEYS_DSN BYLEAVE_VIEWS_DSN
data=${1:-demo-data}
byleave="${BIN:-.venv/bin}/byleave"
here=$(dirname "$0")
case ${DAY:-} in
  "") ;;
  forum) # a forum's whole day, on a store of its own whose clock is the day's: nothing is served
    set -- --as NIC
    for hour in 09:00 11:05 14:10 17:30; do set -- "$@" --stop "2027-01-14T$hour"; done
    if [ "${SERVE:-1}" = 1 ]; then set -- "$@" --pause; fi
    exec "$byleave" scenario follow "$here/forum-day.yaml" "$@" ;;
  *)
    echo "There is no day $DAY. Name this one: make demo DAY=forum" >&2
    exit 2 ;;
esac
bold='' plain=''
if [ -t 1 ]; then bold=$(printf '\033[1m') plain=$(printf '\033[0m'); fi
say() { printf '\n%s$ byleave %s%s\n' "$bold" "$*" "$plain"; }
run() { say "$*"; "$byleave" --data "$data" "$@"; }

if [ -e "$data" ]; then
  if ! grep -qs '"demo": true' "$data/byleave.json"; then
    echo "$data is there already and is no demonstration store; it is left as it is. Name another: make demo DATA=DIR" >&2
    exit 2
  fi
  echo "The demonstration that was in $data is taken away, and made anew. To keep it: make demo DATA=ANOTHER-DIR"
  if [ -e "$data/serving.pid" ] && kill -0 "$(cat "$data/serving.pid")" 2>/dev/null; then
    echo "The pages of $data are being served. Stop them first (Ctrl-C there), or name another: make demo DATA=DIR" >&2
    exit 2
  fi
  rm -rf "$data"
fi
run init --demo
run import study "$here/study"
run characteristics --exact
run register --valid-at 2012-01-04T15:45 --known-at 2012-01-04T15:45
run register --valid-at 2012-01-04T15:45 --known-at 2012-03-31T00:00
run findings --all
run findings --explain P091@X015
run person P091 --as operator
run doctor
printf '\nThe record is in %s. Go on with: %s --data %s --help\n' "$data" "$byleave" "$data"
[ "${SERVE:-1}" = 1 ] || exit 0
say serve --demo --port "${PORT:-8000}"
exec "$byleave" --data "$data" serve --demo --port "${PORT:-8000}"
