/**
 * Prints the texts of licences as JSON; the arguments are identifiers of SPDX. A program of its own,
 * since the project's configuration allows no packages of npm.
 *
 * @module
 */
import licences from "npm:spdx-license-list@6.12.0/spdx-full.json" with { type: "json" };

const known: Readonly<Record<string, { readonly licenseText: string }>> = licences;
console.log(JSON.stringify(Object.fromEntries(
  Deno.args.map((id) => [id, known[id]!.licenseText.trimEnd()]),
)));
