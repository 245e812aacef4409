#compdef NAME
FUNCTION() {
  local -a lines
  lines=("${(@f)$("${(Q)words[1]}" complete "${(@Q)words[2,CURRENT]}" 2> /dev/null)}")
  case $lines[1] in
    files) _files ;;
    directories) _files -/ ;;
    ?*) lines=("${(@)lines//:/\\:}"); lines=("${(@)lines/$'\t'/:}"); _describe value lines ;;
  esac
}
if [ "$funcstack[1]" = "_NAME" ]; then FUNCTION "$@"; else compdef FUNCTION NAME; fi
