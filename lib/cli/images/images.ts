import { unicodeWidth } from "@std/cli/unicode-width";
import { join } from "@std/path/posix/join";
import type { CommandResult } from "../common/result.ts";
import { idShortener, imageIds, imagesDirectory } from "../common/store.ts";
import {
  formatBytes,
  type Line,
  lineWidth,
  painted,
  type Piece,
  plainText,
  table,
  TEXT_WIDTH,
  wrap,
} from "../common/text.ts";
import { type Image, type Problem, readImage } from "./image.ts";
import { verify } from "./verify.ts";

/** How many problems of one image are shown. */
const SHOWN_PROBLEMS = 20;

const HEAD = ["NAME", "PLATFORM", "CREATED", "LAYERS", "SIZE", "ID"] as const;

interface ImagesOptions {
  readonly verify: boolean;
  readonly full: boolean;
}

/**
 * Lists the images of a store.
 *
 * @param options whether to verify them, and whether to print names, ids and digests in full
 * @throws {Error} when the store can't be read
 */
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
    text: () => found.length === 0 ? [] : imageLines(found, options),
    notes: found.length === 0
      ? [`no images in ${directory}; STORE is the directory given to osbuild by --store`]
      : [],
  };
}

function progress(text: string): void {
  if (Deno.stderr.isTerminal()) Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${text}`));
}

/** A table that fits a terminal, with the problems of each image below it. */
function imageLines(found: readonly Image[], options: ImagesOptions): Line[] {
  const shorten = options.full ? (id: string) => id : idShortener(found.map(({ id }) => id));
  const names = found.map(({ name }) => name ?? "-");
  const others = [
    HEAD.slice(1).map((title) => painted("faint", title)),
    ...found.map((image) => cellsOf(image, shorten)),
  ];
  // Names take the room that the other columns leave.
  const taken = Math.max(...table(others).map(lineWidth));
  const room = options.full ? Infinity : Math.max(12, TEXT_WIDTH - 2 - taken);
  const titles = [painted("faint", HEAD[0]), ...names.map((name) => cut(name, room))];
  const [head, ...rows] = table(titles.map((title, i) => [title, ...others[i]!]));
  return [
    head!,
    ...found.flatMap(({ problems }, i) => [rows[i]!, ...problemLines(problems, options.full)]),
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
  const total = `${found.length} ${one ? "image" : "images"}, ${formatBytes(size)}`;
  if (bad > 0) return [total, ": ", painted("bad", `${bad} bad`)];
  return verified ? [total, ": ", painted("good", one ? "intact" : "all intact")] : [total];
}

/** Cuts the beginning of a name, which often is a registry: the end says more. */
function cut(text: string, width: number): string {
  if (lineWidth([text]) <= width) return text;
  const chars = [...plainText(text)];
  while (unicodeWidth(chars.join("")) >= width) chars.shift();
  return `…${chars.join("")}`;
}

function problemLines(problems: readonly Problem[], full: boolean): Line[] {
  const shorten = (text: string) =>
    full ? text : text.replace(/\b([0-9a-f]{12})[0-9a-f]{20,}\b/g, "$1…");
  const more = problems.length - SHOWN_PROBLEMS;
  return [
    ...problems.slice(0, SHOWN_PROBLEMS).flatMap(({ file, message }): Line[] => {
      const [first = "", ...rest] = wrap(shorten(`${file}: ${message}`), TEXT_WIDTH - 4);
      const [name = "", ...text] = first.split(/(?=:)/);
      return [["  ", painted("bad", name), ...text], ...rest.map((it) => [`    ${it}`])];
    }),
    ...(more > 0 ? [[painted("faint", `  … and ${more} more problems`)]] : []),
  ];
}
