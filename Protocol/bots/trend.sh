#!/usr/bin/env bash
# Follows the trend over the text wire: trend.sh [HOST:PORT [NAME [ticks=120 ...]]]
# Without HOST:PORT and DUEL_ADDR it speaks on its standard input and output.
address=${1:-${DUEL_ADDR:-}} name=${2:-${DUEL_NAME:-trend-sh}} ticks=0 seat=
[ -z "$address" ] || { exec 3<>"/dev/tcp/${address%:*}/${address##*:}" && exec <&3 >&3; } || exit 3
declare -A held marks
field() { [[ " $line " =~ \ $1=([^\ ]*)\  ]] && value=${BASH_REMATCH[1]}; } # into $value
sign() { case $value in -*) sign=-1 ;; 0) sign=0 ;; *) sign=1 ;; esac }

bind() { # the hash of a nonce: Protocol/README.md, section 5
  nonce=$(od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n')
  hash=$(printf '\0\0\0\x13margin-duel/nonce/1\0\0\0\1%s\0\0\0\x20'"$(
    sed 's/../\\x&/g' <<<"$nonce")" "$seat" | sha256sum)
}

follow() { # holds what the trend says: $1 is the instrument, the marks are whole units of 10^-8
  local seen=(${marks[$1]}) wanted=-1 now=${held[$1]:-0}
  ((seen[${#seen[@]} - 1] > seen[${#seen[@]} - 20])) && wanted=1
  marks[$1]="${seen[*]: -20}"
  ((now * wanted >= 0)) || echo "CLOSE $1"
  ((now * wanted > 0)) || { ((wanted > 0)) && echo "LONG $1 20% 5x" || echo "SHORT $1 20% 5x"; }
}

while IFS= read -r line; do
  line=${line%$'\r'}
  case $line in
  INFO*)
    echo "HELLO proto=1 name=$name"
    [ -n "${DUEL_MATCH:-}" ] || echo "QUEUE ${*:3}"
    [ -z "${DUEL_MATCH:-}" ] || echo "JOIN match=$DUEL_MATCH${DUEL_KEY:+ key=$DUEL_KEY}"
    ;;
  SEATED* | "OK QUEUE"* | "OK JOIN"*) field seat && seat=$value ;;
  COMMITMENT*nonces=required*) bind && echo "READY nonce=${hash%% *}" ;;
  COMMITMENT*) echo READY ;;
  "NONCE "*" seat=$seat "*) field hash && [ "$value" = none ] || echo "OPEN nonce=$nonce" ;;
  ERR* | BYE*) echo "$line" >&2 ;;
  PING*) echo PONG ;;
  START*)
    field ticks && ticks=$value && field clock && clock=$value
    field instruments && instruments=${value//,/ } && marks=() held=()
    ;;
  "TICK "*)
    for one in $instruments; do
      field "$one" && mark=${value%%/*} && fraction=${mark#*.}00000000
      marks[$one]+=" $((10#${mark%.*}${fraction:0:8}))"
    done
    ;;
  "FILL "* | "LIQUIDATION "*" seat=$seat "*)
    field position && sign && field instrument && held[$value]=$sign
    ;;
  "RANK "*)
    field tick && tick=$value
    ((tick + 1 < ticks)) || continue
    for one in $instruments; do follow "$one"; done
    [[ $clock != lockstep* ]] || echo "DONE tick=$tick"
    ;;
  "END "*) echo "$name seat=$seat $line" >&2 && exit 0 ;;
  esac
done
exit 1
