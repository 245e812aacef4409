#compdef org.osbuild.containers
# zsh completions for org.osbuild.containers

_org.osbuild.containers() {
  local context state state_descr line
  local -A opt_args
  _arguments -C \
    '--json[Print one JSON document instead of text.]' \
    {-V,--version}'[Print versions, and the forms of osbuild'\''s protocol spoken.]' \
    {-h,--help}'[Print this help.]' \
    '1:command:->command' \
    '*::operand:->operand'
  case $state in
    command)
      local -a commands=(
        'schema:Print the sidecar that osbuild reads, or compare a file with it.'
        'validate:Check the container inputs of osbuild manifests.'
        'images:List the container images in an osbuild store, or verify them.'
        'map:Mount images of a store as a stage sees them, and hold them.'
        'doctor:Look for everything that can be wrong about an installation.'
        'completions:Print completions for a shell.'
      )
      _describe command commands ;;
    operand)
      case $line[1] in
        schema)
          _arguments \
            '--check[Compare FILE instead of printing.]:FILE:_files' \
            '--json[Print one JSON document instead of text.]' \
            {-h,--help}'[Print this help.]' ;;
        validate)
          _arguments \
            '--json[Print one JSON document instead of text.]' \
            {-h,--help}'[Print this help.]' \
            '*:MANIFEST:_files' ;;
        images)
          _arguments \
            '--verify[Read the images and compare all digests and sizes.]' \
            '--json[Print one JSON document instead of text.]' \
            {-h,--help}'[Print this help.]' \
            ':STORE:_files -/' ;;
        map)
          _arguments \
            '--json[Print one JSON document instead of text.]' \
            {-h,--help}'[Print this help.]' \
            ':STORE:_files -/' \
            ':TARGET:_files -/' \
            '*:REF[=NAME]: ' ;;
        doctor)
          _arguments \
            '--libdir[Look at the installation in DIR.]:DIR:_files -/' \
            '--json[Print one JSON document instead of text.]' \
            {-h,--help}'[Print this help.]' ;;
        completions)
          _arguments \
            '--json[Print one JSON document instead of text.]' \
            {-h,--help}'[Print this help.]' \
            ':SHELL:(bash zsh fish)' ;;
      esac ;;
  esac
}

if [[ $funcstack[1] == _org.osbuild.containers ]]; then
  _org.osbuild.containers "$@"
else
  compdef _org.osbuild.containers org.osbuild.containers
fi
