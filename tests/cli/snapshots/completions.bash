# bash completions for org.osbuild.containers

_org_osbuild_containers() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
  local command= word options= files= words=
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
      schema|validate|images|map|doctor|completions) command=$word; break ;;
    esac
  done
  case $command in
    schema)
      options='--check --json -h --help' ;;
    validate)
      options='--json -h --help'
      files=file ;;
    images)
      options='--verify --json -h --help'
      files=directory ;;
    map)
      options='--json -h --help'
      files=directory ;;
    doctor)
      options='--libdir --json -h --help' ;;
    completions)
      options='--json -h --help'
      words='bash zsh fish' ;;
    *)
      options='--json -V --version -h --help'
      words='schema validate images map doctor completions' ;;
  esac
  case $command:$previous in
    schema:--check) files=file ;;
    doctor:--libdir) files=directory ;;
    *) if [[ $current == -* ]]; then words=$options files=; fi ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [[ -n $files ]]; then
    compopt -o filenames 2> /dev/null
    mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -A "$files" -- "$current")
  fi
}

complete -F _org_osbuild_containers org.osbuild.containers
