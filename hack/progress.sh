# Progress of long work, for scripts to source. Everything goes to standard error, so that standard
# output stays free for results.

# step WHAT COMMAND...
# Runs COMMAND in a subshell and shows WHAT with the seconds it takes. On a terminal the line counts
# while the command runs; elsewhere, as in CI, there is a line every 30 s and one at the end. The
# command's output is shown only if it fails, and then its end; its status is the function's.
#
# To be called where `set -e` holds, not in a condition: there bash would overlook failures in COMMAND.
step() {
  local what=$1 status output ticker start=$EPOCHREALTIME
  shift
  output=$(mktemp)
  # The command stays in the foreground, so that an interrupt from the keyboard reaches it.
  _tick "$what" >&2 &
  ticker=$!
  set +e
  (set -e; "$@") >"$output" 2>&1
  status=$?
  set -e
  kill "$ticker" 2>/dev/null
  wait "$ticker" 2>/dev/null || true
  if [[ $status == 0 ]]; then
    _line "$what" "$(_since "$start") s" $'\n' >&2
  else
    _line "$what" "failed after $(_since "$start") s" $'\n' >&2
    tail -n 30 "$output" | sed 's/^/    /' >&2
  fi
  rm -f "$output"
  return "$status"
}

_since() {
  local microseconds=$((${EPOCHREALTIME/./} - ${1/./}))
  printf '%d.%d' $((microseconds / 1000000)) $((microseconds / 100000 % 10))
}

# On a terminal a line replaces the one that counted.
_line() {
  local replace=
  [[ -t 2 ]] && replace=$'\r\e[K'
  printf '%s  %-52s %s%s' "$replace" "$1" "$2" "$3"
}

_tick() {
  local elapsed pause
  # A pipe that nobody writes to: `read` waits on it without a `sleep` that would outlive us.
  exec {pause}<> <(:)
  for ((elapsed = 0; ; ++elapsed)); do
    if [[ -t 2 ]]; then
      _line "$1" "$elapsed s" ""
    elif ((elapsed > 0 && elapsed % 30 == 0)); then
      _line "$1" "$elapsed s" $'\n'
    fi
    read -rt 1 -u "$pause" || true
    kill -0 $$ 2>/dev/null || return 0
  done
}
