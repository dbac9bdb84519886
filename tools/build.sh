# What run and test share: a .NET SDK, and a build that is quiet until it fails. Sourced; wants $root.

require_dotnet() {
  if ! (cd "$root" && dotnet --version) >/dev/null 2>&1; then
    cat >&2 <<'END'
Purser needs the .NET 10 SDK, and `dotnet` was not found or has no SDK that global.json accepts.
  Debian, Ubuntu, Fedora and others:  https://learn.microsoft.com/dotnet/core/install/linux
  without root, into ~/.dotnet:       curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0
                                      export PATH="$HOME/.dotnet:$PATH"
END
    exit 1
  fi
  export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
}

# build PROJECT…: in Release. All projects share one compiler, which makes it a third faster; it has a name of its own and ends
# with the build, so that no build server is left running and nobody else's is ended. One build at a time: several instances may
# be started at once.
build() {
  local log status=0 project compiler=purser-$$-$RANDOM
  mkdir -p "$root/artifacts"
  log=$(mktemp "$root/artifacts/build.XXXXXX.log")
  (
    flock 9
    for project in "$@"; do
      dotnet build "$project" --configuration Release --nologo --verbosity quiet -consoleLoggerParameters:NoSummary -nodeReuse:false \
        -property:UseSharedCompilation=true "-property:SharedCompilationId=$compiler" 9>&- || exit
    done
  ) >"$log" 2>&1 9>"$root/artifacts/build.lock" || status=$?
  end_compiler "$compiler" >/dev/null 2>&1 || true
  if [ "$status" -ne 0 ]; then
    cat "$log" >&2
    echo "The build failed." >&2
  fi
  rm -f "$log"
  return "$status"
}

# end_compiler NAME: ends the compiler that served a build, if it was started.
end_compiler() {
  local sdk
  sdk=$(cd "$root" && dotnet --version)
  dotnet "$(dotnet --list-sdks | sed -n "s/^$sdk \\[\\(.*\\)\\]$/\\1/p")/$sdk/Roslyn/bincore/VBCSCompiler.dll" "-pipename:$1" -shutdown
}
