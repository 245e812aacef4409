import { join } from "@std/path/posix/join";
import { unicodeWidth } from "@std/cli/unicode-width";
import { formatBytes } from "../common/bytes.ts";
import { type Line, painted, type Piece, plainText } from "../common/line.ts";
import type { CommandResult, Progress } from "../common/result.ts";
import { idShortener, imageIds, imagesDirectory } from "../common/store.ts";
import { table, TEXT_WIDTH, wrap } from "../common/table.ts";
import type { Image, Problem } from "./image.ts";
import { type ReadImage, readImage } from "./read_image.ts";
import { verify } from "./verify.ts";

/** How many problems of one image are shown. */
const SHOWN_PROBLEMS = 20;

const HEAD = ["NAME", "PLATFORM", "CREATED", "LAYERS", "SIZE", "ID"] as const;

/** What to do with the images. */
export interface ImagesOptions {
  /** Whether to verify them. */
  readonly verify: boolean;
  /** Whether to print names, ids and digests in full. */
  readonly full: boolean;
}

/**
 * Lists the images of a store.
 *
 * @param store the store's directory
 * @param options what to do with them
 * @param progress where to show progress
 * @returns the images, with what is wrong with them
 * @throws {Error} when the store can't be read
 */
export async function images(
  store: string,
  options: ImagesOptions,
  progress: Progress,
): Promise<CommandResult> {
  const directory = imagesDirectory(store);
  const read: ReadImage[] = [];
  for (const id of imageIds(store)) read.push(await readImage(join(directory, id), id));
  const found = options.verify ? await verify(read, progress) : read.map(({ image }) => image);
  return {
    ok: found.every(({ problems }) => problems.length === 0),
    document: { store, verified: options.verify, images: found },
    text: () => found.length === 0 ? [] : imageLines(found, options),
    notes: found.length === 0
      ? [`no images in ${directory}; STORE is the directory given to osbuild by --store`]
      : [],
  };
}

/** A table that fits a terminal, with the problems of each image below it. */
function imageLines(found: readonly Image[], options: ImagesOptions): Line[] {
  const shorten = options.full ? (id: string) => id : idShortener(found.map(({ id }) => id));
  const cells = found.map((image) => cellsOf(image, shorten));
  // Names take the room that the other columns leave.
  const others = table([HEAD.slice(1), ...cells.map(([, ...rest]) => rest)]);
  const widths = others.map((line) => unicodeWidth(line.map(plainText).join("")));
  const room = options.full ? Infinity : Math.max(12, TEXT_WIDTH - 2 - Math.max(...widths));
  const [head, ...rows] = table([
    HEAD.map((title) => painted("faint", title)),
    ...cells.map(([name, ...rest]) => [cut(name, room), ...rest]),
  ]);
  return [
    head!,
    ...found.flatMap(({ problems }, i) => [rows[i]!, ...problemLines(problems, options.full)]),
    totalLine(found, options.verify),
  ];
}

function cellsOf(image: Image, shorten: (id: string) => string): [string, ...Piece[]] {
  const { id, name, platform, created, layers, size, problems } = image;
  return [
    name ?? "-",
    cut(platform ?? "-", 16),
    created?.slice(0, 10) ?? "-",
    layers === null ? "-" : String(layers),
    size === null ? "-" : formatBytes(size),
    painted(problems.length > 0 ? "bad" : "strong", shorten(id)),
  ];
}

function totalLine(found: readonly Image[], verified: boolean): Line {
  const size = found.reduce((sum, image) => sum + (image.size ?? 0), 0);
  const bad = found.filter(({ problems }) => problems.length > 0).length;
  const total = `${found.length} ${found.length === 1 ? "image" : "images"}, ${formatBytes(size)}`;
  if (bad > 0) return [total, ": ", painted("bad", `${bad} bad`)];
  return verified
    ? [total, ": ", painted("good", found.length === 1 ? "intact" : "all intact")]
    : [total];
}

/** Cuts the beginning of a name, which often is a registry: the end says more. */
function cut(text: string, width: number): string {
  const plain = plainText(text);
  if (unicodeWidth(plain) <= width) return plain;
  const chars = [...plain];
  while (unicodeWidth(chars.join("")) >= width) chars.shift();
  return `…${chars.join("")}`;
}

function problemLines(problems: readonly Problem[], full: boolean): Line[] {
  const digits = full ? (text: string) => text : shortenDigests;
  const more = problems.length - SHOWN_PROBLEMS;
  return [
    ...problems.slice(0, SHOWN_PROBLEMS).flatMap(({ file, message }): Line[] => {
      const [first = "", ...rest] = wrap(`${digits(file)}: ${digits(message)}`, TEXT_WIDTH - 4);
      const colon = first.startsWith(`${digits(file)}:`) ? digits(file).length : first.length;
      return [
        ["  ", painted("bad", first.slice(0, colon)), first.slice(colon)],
        ...rest.map((it) => [`    ${it}`]),
      ];
    }),
    ...(more > 0 ? [[painted("faint", `  … and ${more} more problems`)]] : []),
  ];
}

function shortenDigests(text: string): string {
  return text.replace(/\b([0-9a-f]{12})[0-9a-f]{20,}\b/g, "$1…");
}
