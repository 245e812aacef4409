# fish completion for NAME
function FUNCTION
  set -l words (commandline -opc) (commandline -ct)
  set -l lines ($words[1] complete $words[2..-1] 2> /dev/null)
  if test "$argv[1]" = "$lines[1]"
    return 0
  end
  contains -- "$lines[1]" files directories; or printf '%s\n' $lines
  return 1
end
complete -c NAME -f -a '(FUNCTION values)'
complete -c NAME -n 'FUNCTION files > /dev/null' -F
complete -c NAME -n 'FUNCTION directories > /dev/null' -a '(__fish_complete_directories)'
