# For nixpkgs. From a checkout with an archive in dist/:
#   nix-build -E '(import <nixpkgs> { }).callPackage ./packaging/nix/package.nix { }'
#
# `src` is the archive that `deno task vendor` makes and a release publishes; `deno` must have the
# version in tools/pins.ts. As nixpkgs' package of Deno has no denort, the one in the archive is used
# unless `denort` names a package of it. patchelf may change that runtime, but not the program.
{
  lib,
  stdenv,
  deno,
  glibc,
  patchelf,
  util-linux,
  version ? (lib.importJSON ../../deno.json).version,
  src ? ../../dist/osbuild-input-containers-${version}-offline.tar.xz,
  denort ? null,
}:

let
  processor = stdenv.hostPlatform.parsed.cpu.name;
in
stdenv.mkDerivation {
  pname = "osbuild-input-containers";
  inherit version src;

  nativeBuildInputs = [
    deno
    patchelf
  ];

  # Tools that rewrite the ELF file drop the code appended to it.
  dontStrip = true;
  dontPatchELF = true;

  # What the program may run and load is compiled in, as absolute paths.
  postPatch = ''
    sed -i -e 's|"/usr/lib/libc.so.6"|"${glibc}/lib/libc.so.6"|g' \
      -e 's|"/usr/bin\(/u\?mount\)\?"|"${util-linux}/bin\1"|g' \
      deno.json lib/linux/libc.ts lib/mounts/program.ts
  '';

  buildPhase = ''
    runHook preBuild
    export HOME=$TMPDIR
    unset SOURCE_DATE_EPOCH
    ${
      if denort != null then
        "cp ${denort}/bin/denort runtime"
      else
        ''
          cp .denort/*-${processor}/denort runtime
          chmod u+w runtime
          patchelf --set-interpreter ${stdenv.cc.bintools.dynamicLinker} \
            --set-rpath ${lib.makeLibraryPath [ stdenv.cc.cc.lib glibc ]} runtime
        ''
    }
    export DENORT_BIN=$PWD/runtime
    export DENORT_SHA256=$(sha256sum runtime | cut -d ' ' -f 1)
    deno task parts --target ${processor}
    runHook postBuild
  '';

  # osbuild looks for modules below its library directory: link or copy these there.
  installPhase = ''
    runHook preInstall
    parts=dist/parts/${processor}
    inputs=$out/lib/osbuild/inputs
    mkdir -p $inputs $out/bin
    cp -a $parts/org.osbuild.* $inputs
    ln -s $inputs/org.osbuild.containers $out/bin/osbuild-input-containers
    install -D -m 0644 -t $out/share/man/man8 $parts/osbuild-input-containers.8
    install -D -m 0644 -t $out/share/licenses/osbuild-input-containers \
      $parts/LICENSE $parts/THIRD-PARTY-NOTICES
    runHook postInstall
  '';

  doInstallCheck = stdenv.buildPlatform.canExecute stdenv.hostPlatform;
  installCheckPhase = "$out/bin/osbuild-input-containers --version";

  meta = {
    description = "Input modules of osbuild for container images, as one executable";
    license = with lib.licenses; [
      asl20
      bsd3
      icu
      isc
      mit
      mpl20
      zlib
    ];
    platforms = [
      "x86_64-linux"
      "aarch64-linux"
    ];
    mainProgram = "osbuild-input-containers";
  };
}
