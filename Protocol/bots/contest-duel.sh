#!/usr/bin/env bash
# A small contest of built-in bots: everybody against everybody, once in each seat.
#   contest-duel.sh [HOST:PORT] BOT BOT ...
# On a server where nobody else plays; without HOST:PORT on one of its own. A win is 2 points, a
# draw 1. DUEL is the program (duel), TICKS the length of a match (120), RULES a preset (standard).
set -u
duel=${DUEL:-duel} rules=${RULES:-standard} ticks=${TICKS:-120} count=0 address=
case ${1:-} in *:*) address=$1 && shift ;; esac
[ $# -ge 2 ] || { sed -n '2,5s/^# //p' "$0" >&2 && exit 2; }
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$work"' EXIT
declare -A points
for name in "$@"; do points[$name]=0; done

if [ -z "$address" ]; then
  "$duel" serve --listen 127.0.0.1:0 --data :memory: --port-file "$work/port" --quiet \
    2>/dev/null &
  until [ -s "$work/port" ]; do kill -0 $! 2>/dev/null && sleep 0.05 || exit 3; done
  address=$(cat "$work/port")
fi

bot() {
  "$duel" bot "$1" "$address" --as "$1" --rules "$rules" --ticks "$ticks" --seed "$count" \
    >/dev/null 2>"$work/$1.talk" || { cat "$work/$1.talk" >&2 && exit 3; }
}

play() { # $1 opens a match, then $2 finds it; in between comes somebody to watch
  local watched="$work/watched" winner=none first watcher
  bot "$1" & first=$!
  : >"$watched"
  "$duel" watch "$address" --json >"$watched" 2>/dev/null & watcher=$!
  until [ -s "$watched" ]; do kill -0 "$first" 2>/dev/null && sleep 0.05 || exit 3; done
  bot "$2" && wait "$first" && wait "$watcher" || exit 3
  if ! grep -q "\"seats\": \[\"$1\", \"$2\"\]" "$watched"; then
    echo "somebody else plays on $address" >&2 && exit 3
  fi
  local end=$(grep '"type": "end"' "$watched")
  [[ $end =~ \"ranking\":\ \[0 ]] && winner=$1 || winner=$2
  [[ ! $end =~ \"places\":\ \[1,\ 1 ]] || winner=none
  [[ $end =~ \"match\":\ \"([^\"]*) ]] && echo "${BASH_REMATCH[1]} $1 $2 winner=$winner"
  for name in "$1" "$2"; do
    [ "$winner" != none ] || ((points[$name] += 1))
    [ "$winner" != "$name" ] || ((points[$name] += 2))
  done
}

for first in "$@"; do
  for second in "$@"; do
    [ "$first" = "$second" ] || { ((count += 1)) && play "$first" "$second"; }
  done
done
for name in "$@"; do echo "${points[$name]} $name"; done | sort -k1,1nr -k2
