#!/usr/bin/env bash
# A small contest by plain sockets: everybody against everybody, once in each seat.
#   contest-nc.sh HOST:PORT NAME='COMMAND' NAME='COMMAND' ...
# A win is 2 points, a draw 1. SETTINGS are fields of ARRANGE (ticks=120), PATIENCE is how many
# seconds a match may take (600). NC is what connects: nc where it is installed, else bash itself.
set -u
[ $# -ge 3 ] || { sed -n '2,5s/^# //p' "$0" >&2 && exit 2; }
address=$1 host=${1%:*} port=${1##*:} settings=${SETTINGS:-ticks=120} patience=${PATIENCE:-600}
host=${host#[} host=${host%]} nc=${NC-$(command -v nc)}
shift
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$work"' EXIT
declare -A commands points
for entry in "$@"; do commands[${entry%%=*}]=${entry#*=} points[${entry%%=*}]=0; done

if [ -n "$nc" ]; then
  coproc ORGANISER { exec "$nc" "$host" "$port"; }
  from=${ORGANISER[0]} to=${ORGANISER[1]}
else
  exec {from}<>"/dev/tcp/$host/$port" || exit 3
  to=$from
fi

tell() { printf '%s\n' "$1" >&"$to"; }

hear() { # reads up to a line that begins like this, into $line
  while IFS= read -r -t "$patience" -u "$from" line; do
    line=${line%$'\r'}
    case $line in
    "$1"*) return 0 ;;
    PING*) tell PONG ;;
    ERR* | BYE*) break ;;
    esac
  done
  echo "waiting for $1: ${line:-nothing came}" >&2
  exit 3
}

field() { [[ " $line " =~ \ $1=([^\ ]*)\  ]] && value=${BASH_REMATCH[1]}; } # into $value

bot() { # lets $1 play match $2, with a connection as its standard input and output
  local ends="$work/$1.$2" code wire
  export DUEL_ADDR=$address DUEL_NAME=$1 DUEL_MATCH=$2 DUEL_SEED=${2#m}
  if [ -n "$nc" ]; then
    mkfifo "$ends.up" "$ends.down"
    "$nc" "$host" "$port" <"$ends.up" >"$ends.down" & wire=$!
    timeout "$patience" sh -c "${commands[$1]}" 2>"$ends" >"$ends.up" <"$ends.down"
    code=$?
    kill "$wire" 2>/dev/null # some end with their input
  else
    exec {from}<&- {wire}<>"/dev/tcp/$host/$port"
    timeout "$patience" sh -c "${commands[$1]}" 2>"$ends" <&"$wire" >&"$wire" {wire}>&-
    code=$?
  fi
  [ "$code" = 0 ] || echo "$1 has ended with code $code in $2: $(tail -n 3 "$ends")" >&2
}

play() { # $1 against $2
  tell "ARRANGE players=$1,$2 $settings" && hear "OK ARRANGE " && field match
  local match=$value winner=none bots=()
  tell "WATCH match=$match" && hear "OK WATCH "
  for name in "$1" "$2"; do bot "$name" "$match" & bots+=($!); done
  hear "END match=$match " && field winner
  [ "$value" = none ] || winner=${@:value+1:1}
  echo "$match $1 $2 winner=$winner"
  for name in "$1" "$2"; do
    [ "$winner" != none ] || ((points[$name] += 1))
    [ "$winner" != "$name" ] || ((points[$name] += 2))
  done
  wait "${bots[@]}" 2>/dev/null
}

hear INFO
tell "HELLO proto=1 name=contest-$$" && hear "OK HELLO "
for first in "${!commands[@]}"; do
  for second in "${!commands[@]}"; do [ "$first" = "$second" ] || play "$first" "$second"; done
done
for name in "${!points[@]}"; do echo "${points[$name]} $name"; done | sort -k1,1nr -k2
