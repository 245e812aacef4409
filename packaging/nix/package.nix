# nix-build -E '(import <nixpkgs> { }).callPackage ./packaging/nix/package.nix { src = ./ARCHIVE; }'
#
# `src` is the offline archive of a release, whose Deno must be nixpkgs' version; see ../README.md.
{
  lib,
  stdenv,
  deno,
  glibc,
  util-linux,
  src,
}:

let
  processor = stdenv.hostPlatform.parsed.cpu.name;
in
stdenv.mkDerivation {
  pname = "osbuild-input-containers";
  version = (lib.importJSON ../../deno.json).version;
  inherit src;

  nativeBuildInputs = [ deno ];

  # Tools that rewrite the ELF file drop the code appended to it.
  dontStrip = true;
  dontPatchELF = true;

  # What the program may run and load is compiled in, as absolute paths.
  postPatch = ''
    sed -i -e 's|"/usr/lib/libc.so.6"|"${glibc}/lib/libc.so.6"|g' \
      -e 's|"/usr/bin\(/u\?mount\)\?"|"${util-linux}/bin\1"|g' \
      deno.json lib/linux/libc.ts lib/mounts/program.ts
  '';

  # nixpkgs builds its own runtime, so its bytes are not the pinned ones.
  buildPhase = ''
    runHook preBuild
    export HOME=$TMPDIR DENORT_BIN=${deno.denort}/bin/denort
    export DENORT_SHA256=$(sha256sum "$DENORT_BIN" | cut -d ' ' -f 1)
    env -u SOURCE_DATE_EPOCH deno task parts --target ${processor}
    runHook postBuild
  '';

  # osbuild looks for modules below its library directory: link or copy these there.
  installPhase = ''
    runHook preInstall
    parts=dist/parts/${processor}
    mkdir -p $out/lib/osbuild/inputs $out/bin
    cp -a $parts/org.osbuild.* $out/lib/osbuild/inputs
    ln -s ../lib/osbuild/inputs/org.osbuild.containers $out/bin/osbuild-input-containers
    install -D -m 0644 -t $out/share/man/man8 $parts/osbuild-input-containers.8
    install -D -m 0644 -t $out/share/licenses/osbuild-input-containers \
      $parts/LICENSE $parts/THIRD-PARTY-NOTICES
    runHook postInstall
  '';

  doInstallCheck = stdenv.buildPlatform.canExecute stdenv.hostPlatform;
  installCheckPhase = "$out/bin/osbuild-input-containers --version";

  meta = {
    description = "Input modules of osbuild for container images, as one executable";
    # Its own; THIRD-PARTY-NOTICES has those of Deno and all that it bundles.
    license = lib.licenses.asl20;
    platforms = [
      "x86_64-linux"
      "aarch64-linux"
    ];
    mainProgram = "osbuild-input-containers";
  };
}
