#!/bin/sh
# The main job on the embedded default: a study office's logs, imported and audited. $1 is the data directory.
set -eu
data=${1:-demo-data}
byleave="${BIN:-.venv/bin}/byleave"
here=$(dirname "$0")
say() { printf '\n\033[1m$ byleave %s\033[0m\n' "$*"; }
run() { say "$*"; "$byleave" --data "$data" "$@"; }

rm -rf "$data"
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
