# bash completion for NAME
FUNCTION() {
  local lines words=("${COMP_WORDS[@]:1:COMP_CWORD}")
  words=("${words[@]//\\/}")
  mapfile -t lines < <("${1/#\~\//$HOME/}" complete "${words[@]/#\~\//$HOME/}" 2> /dev/null)
  case ${lines[0]} in
    files) COMPREPLY=() ;;
    directories) COMPREPLY=(); compopt +o default -o dirnames ;;
    *) compopt +o default; COMPREPLY=("${lines[@]%%$'\t'*}") ;;
  esac
}
complete -o default -F FUNCTION NAME
