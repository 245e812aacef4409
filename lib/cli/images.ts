import { join } from "@std/path/posix/join";
import type { CommandResult } from "./common/result.ts";
import { idShortener, imageIds, imagesDirectory } from "./common/store.ts";
import {
  count,
  cut,
  formatBytes,
  type Line,
  lineWidth,
  painted,
  type Piece,
  table,
  wrap,
} from "./common/text.ts";
import { type Image, type Problem, readImage } from "./common/image.ts";
import { verify } from "./common/verify.ts";

/** How many problems of one image are shown. */
const SHOWN_PROBLEMS = 20;

const HEAD = ["NAME", "PLATFORM", "CREATED", "LAYERS", "SIZE", "ID"] as const;

interface ImagesOptions {
  readonly verify: boolean;
  /** Whether names, ids and digests are printed in full. */
  readonly full: boolean;
}

/** Lists the images of a store, and verifies them if that is wanted. */
export async function images(store: string, options: ImagesOptions): Promise<CommandResult> {
  const directory = imagesDirectory(store);
  const found: Image[] = [];
  const ids = imageIds(store);
  for (const [index, id] of ids.entries()) {
    if (options.verify) progress(`verifying image ${index + 1} of ${ids.length}`);
    const read = await readImage(join(directory, id), id);
    found.push(options.verify ? await verify(read) : read.image);
  }
  if (options.verify) progress("");
  return {
    ok: found.every(({ problems }) => problems.length === 0),
    document: { store, verified: options.verify, images: found },
    text: ({ width }) => found.length === 0 ? [] : imageLines(found, options, width),
    notes: found.length === 0
      ? [`no images in ${directory}; STORE is the directory given to osbuild by --store`]
      : [],
  };
}

function progress(text: string): void {
  if (Deno.stderr.isTerminal()) Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${text}`));
}

/** A table that fits a terminal, with the problems of each image below it. */
function imageLines(found: readonly Image[], options: ImagesOptions, width: number): Line[] {
  const shorten = options.full ? (id: string) => id : idShortener(found.map(({ id }) => id));
  const names = found.map(({ name }) => name ?? "-");
  const others = [
    HEAD.slice(1).map((title) => painted("faint", title)),
    ...found.map((image) => cellsOf(image, shorten)),
  ];
  // Names take the room that the other columns leave.
  const taken = Math.max(...table(others).map(lineWidth));
  const room = options.full ? Infinity : Math.max(12, width - 2 - taken);
  const titles = [painted("faint", HEAD[0]), ...names.map((name) => cut(name, room))];
  const [head, ...rows] = table(titles.map((title, i) => [title, ...others[i]!]));
  return [
    head!,
    ...found.flatMap(({ problems }, i) => [
      rows[i]!,
      ...problemLines(problems, options.full, width),
    ]),
    totalLine(found, options.verify),
  ];
}

function cellsOf(image: Image, shorten: (id: string) => string): Piece[] {
  const { id, platform, created, layers, size, problems } = image;
  return [
    cut(platform ?? "-", 16),
    created?.slice(0, 10) ?? "-",
    String(layers ?? "-"),
    size === null ? "-" : formatBytes(size),
    painted(problems.length > 0 ? "bad" : "strong", shorten(id)),
  ];
}

function totalLine(found: readonly Image[], verified: boolean): Line {
  const size = found.reduce((sum, image) => sum + (image.size ?? 0), 0);
  const bad = found.filter(({ problems }) => problems.length > 0).length;
  const one = found.length === 1;
  const total = `${count(found.length, "image")}, ${formatBytes(size)}`;
  if (bad > 0) return [total, ": ", painted("bad", `${bad} bad`)];
  return verified ? [total, ": ", painted("good", one ? "intact" : "all intact")] : [total];
}

function problemLines(problems: readonly Problem[], full: boolean, width: number): Line[] {
  const shorten = (text: string) =>
    full ? text : text.replace(/\b([0-9a-f]{12})[0-9a-f]{20,}\b/g, "$1…");
  const more = problems.length - SHOWN_PROBLEMS;
  return [
    ...problems.slice(0, SHOWN_PROBLEMS).flatMap(({ file, message }): Line[] => {
      const [first = "", ...rest] = wrap(shorten(`${file}: ${message}`), width - 4);
      const [name = "", ...text] = first.split(/(?=:)/);
      return [["  ", painted("bad", name), ...text], ...rest.map((it) => [`    ${it}`])];
    }),
    ...(more > 0 ? [[painted("faint", `  … and ${more} more problems`)]] : []),
  ];
}
