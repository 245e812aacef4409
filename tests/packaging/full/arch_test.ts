import { match, strictEqual } from "node:assert/strict";
import { basename, join } from "node:path";
import { packagingTest } from "../support/needs.ts";
import { original, OURS, packageRoot } from "../support/package_root.ts";
import { packages } from "../support/packages.ts";
import { run } from "../support/run.ts";
import { osbuildArch } from "../support/stand_in.ts";
import { asUser } from "../support/user.ts";
import { archRecipe } from "../../../tools/package/recipe.ts";
import { PACKAGE, PRIVATE_DIRECTORY } from "../../../tools/shared/project.ts";

packagingTest("Arch's package follows osbuild's installations, updates and removals", {
  root: true,
  programs: ["nsenter", "makepkg", "pacman", "bsdtar", "fakeroot", "setpriv"],
  files: [packages.archive],
}, async () => {
  await using root = await packageRoot(osbuildArch);
  const build = join(root.directory, "build");
  await Deno.mkdir(build);
  await Deno.writeTextFile(join(build, "PKGBUILD"), await archRecipe(packages.archive));
  await Deno.copyFile(packages.archive, join(build, basename(packages.archive)));
  await asUser(build, "makepkg", "--nodeps");
  const [ours] = [...Deno.readDirSync(build)].map(({ name }) => join(build, name))
    .filter((it) => /\.pkg\.tar/.test(it));
  match(await run(["bsdtar", "-xOf", ours!, ".PKGINFO"]), /^depend = osbuild>=188$/m);

  const configuration = join(root.directory, "pacman.conf");
  await Deno.writeTextFile(configuration, "[options]\nArchitecture = auto\nSigLevel = Never\n");
  const pacman = (...args: string[]) =>
    root.run("pacman", "--config", configuration, "--noconfirm", ...args);
  await root.run("mkdir", "-p", "/var/lib/pacman");
  const install = async (...paths: string[]) => {
    // pacman's database knows nothing of what dpkg has installed.
    await pacman("-Udd", ...paths);
    strictEqual(await root.state(), OURS);
  };
  await install(await root.osbuild(188), ours!);
  match(await root.run(PACKAGE, "--version"), new RegExp(`^${PACKAGE} `));
  await install(ours!);
  await install(await root.osbuild(190));
  await pacman("-Rdd", PACKAGE);
  strictEqual(await root.state(), original(190));
  strictEqual(await pacman("-Qkq", "osbuild"), "");
  await install(ours!);
  await pacman("-Rdd", "osbuild");
  strictEqual(await root.state(), "none, none, none, none");
  await install(await root.osbuild(190));
  await pacman("-Rdd", "osbuild", PACKAGE);
  strictEqual(await root.state(), "none, none, none, none");
  await root.run("test", "!", "-e", PRIVATE_DIRECTORY);
});
