#!/usr/bin/env bash
# The health check of a container: exit code 0 when it does its work, else 1 with the reason on standard output. It is run
# every few seconds in each container, so it starts no JVM and nothing else but this shell.
#
#   master    its /healthz says 200: it works and knows a leader
#   worker    its port for map outputs answers, and the leader says that it is attached. Without a leader it is healthy as
#             long as its port answers: to restart workers because masters are down would throw their work away
#   console   it answers, whatever the answer
#   others    are healthy as long as they run
set -u

say() { printf '%s\n' "$1"; exit "$2"; }

# The setting $1 of this container's process: the flag --$1, else the variable.
setting() {
  local variable=${1//-/_} word previous=''
  for word in "${words[@]}"; do
    case $word in
      "--$1="*) printf '%s' "${word#*=}"; return ;;
    esac
    if [ "$previous" = "--$1" ]; then printf '%s' "$word"; return; fi
    previous=$word
  done
  variable=JANGADA_${variable^^}
  printf '%s' "${!variable:-}"
}

# Sets STATUS and BODY to the answer of HOST:PORT to a GET of a path; fails when there is none.
get() {
  local line
  STATUS='' BODY=''
  exec 3<>"/dev/tcp/${1%:*}/${1##*:}" || return 1
  printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "$2" "$1" >&3
  IFS=' ' read -r -t 3 _ STATUS _ <&3 || return 1
  while IFS= read -r -t 3 line <&3 && [ "$line" != $'\r' ]; do :; done
  IFS= read -r -t 3 -d '' -N 4000000 BODY <&3
  exec 3<&-
  [ -n "$STATUS" ]
} 2>/dev/null

# The HTTP addresses of all masters, or of the master $1, as the group says.
http_addresses() {
  local group=$1 id=$2 member
  for member in ${group//,/ }; do
    [ -z "$id" ] || [ "${member%%=*}" = "$id" ] || continue
    case ${member#*=} in
      */*/*) printf '%s ' "${member##*/}" ;;
    esac
  done
}

master() {
  local address
  address=$(http_addresses "$(setting group)" "$(setting id)")
  [ -n "$address" ] || say "this master has no HTTP address, so there is nothing to ask" 0
  get "${address% }" /healthz || say "no answer from $address" 1
  [ "$STATUS" = 200 ] || say "$BODY" 1
  say "$BODY" 0
}

worker() {
  local port id address
  port=$(setting listen-port)
  id=$(setting id)
  if [ -n "$port" ] && [ "$port" != 0 ]; then
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || say "port $port does not answer" 1
  fi
  for address in $(http_addresses "${JANGADA_GROUP:-}" ''); do
    get "$address" /v1/workers || continue
    case $BODY in
      *'"stale":false'*) ;;
      *) continue ;; # that master knows no leader either
    esac
    # The workers are objects in a list; look at the one with this id, up to the next.
    BODY=${BODY#*\"id\":\"$id\"}
    BODY=${BODY%%\"id\":*}
    case $BODY in
      *'"attached":true'*) say "attached, says $address" 0 ;;
      *) say "not attached, says $address" 1 ;;
    esac
  done
  say "listens; no leader knows better" 0
}

console() {
  local address
  address=$(setting http-address)
  get "127.0.0.1:${address##*:}" / || say "no answer" 1
  say "answers $STATUS" 0
}

# Process 1 is "tini -- jangada ROLE ...".
mapfile -d '' words </proc/1/cmdline
case " ${words[*]} " in
  *" jangada master "*) master ;;
  *" jangada worker "*) worker ;;
  *" jangada console "*) console ;;
  *) say "runs" 0 ;;
esac
