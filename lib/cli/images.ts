import { join } from "@std/path/posix/join";
import { type Image, type Problem, readImage } from "./common/image.ts";
import type { CommandResult } from "./common/result.ts";
import { idShortener, imagesDirectory, imagesIn } from "./common/store.ts";
import {
  count,
  cut,
  formatBytes,
  type Line,
  lineWidth,
  painted,
  type Piece,
  quote,
  table,
  wrap,
} from "./common/text.ts";
import { verify } from "./common/verify.ts";

/** How many problems of one image are shown. */
const SHOWN_PROBLEMS = 20;

const HEAD = ["NAME", "PLATFORM", "CREATED", "LAYERS", "SIZE", "ID"] as const;

/** An image, and the command that removes it, so that osbuild fetches it again. */
interface ListedImage extends Image {
  readonly remedy: string | null;
}

/**
 * Lists the images of a store.
 *
 * @param verified whether they are verified, too
 * @param full whether names, ids and digests are printed in full on a terminal, too
 */
export async function images(
  store: string,
  verified: boolean,
  full: boolean,
): Promise<CommandResult> {
  const directory = imagesDirectory(store);
  const { ids, downloads } = imagesIn(store);
  const read = ids.map((id) => readImage(join(directory, id), id));
  const found = verified ? await verify(read) : read.map(({ image }) => image);
  const listed = found.sort(byNameAndDate).map((image): ListedImage => ({
    ...image,
    remedy: image.problems.length > 0 ? `rm -r ${quote(join(directory, image.id))}` : null,
  }));
  const nothing = ids.length + downloads.length === 0;
  return {
    ok: found.every(({ problems }) => problems.length === 0) &&
      !(verified && ids.length === 0),
    document: { store, verified, images: listed, downloads: downloads.length },
    text: (screen) =>
      nothing ? [] : [
        ...(listed.length > 0 ? imageLines(listed, full ? Infinity : screen.width) : []),
        totalLine(listed, downloads.length, verified),
      ],
    notes: ids.length > 0
      ? []
      : [`no images in ${directory}${verified ? ": nothing was verified" : ""}`],
  };
}

/** Images without a name come last. */
function byNameAndDate(one: Image, other: Image): number {
  const key = ({ name, created }: Image) => `${name ?? "\uffff"}\0${created ?? ""}`;
  return key(one) < key(other) ? -1 : 1;
}

/** A table of this width, with the problems of each image below it. */
function imageLines(found: readonly ListedImage[], width: number): Line[] {
  const full = width === Infinity;
  const shorten = full ? (id: string) => id : idShortener(found.map(({ id }) => id));
  const names = found.map(({ name }) => name ?? "-");
  const others = [
    HEAD.slice(1).map((title) => painted("faint", title)),
    ...found.map((image) => cellsOf(image, shorten, full)),
  ];
  // Names take the room that the other columns leave.
  const taken = Math.max(...table(others).map(lineWidth));
  const room = Math.max(12, width - 2 - taken);
  const titles = [painted("faint", HEAD[0]), ...names.map((name) => cut(name, room))];
  const [head, ...rows] = table(titles.map((title, i) => [title, ...others[i]!]));
  return [
    head!,
    ...found.flatMap(({ problems, remedy }, i) => [
      rows[i]!,
      ...problemLines(problems, full, width),
      ...(remedy === null ? [] : [["  remedy: ", painted("strong", remedy)]]),
    ]),
  ];
}

function cellsOf(image: Image, shorten: (id: string) => string, full: boolean): Piece[] {
  const { id, platform, created, layers, size, problems } = image;
  return [
    cut(platform ?? "-", full ? Infinity : 16),
    created?.slice(0, 10) ?? "-",
    String(layers ?? "-"),
    size === null ? "-" : formatBytes(size),
    painted(problems.length > 0 ? "bad" : "strong", shorten(id)),
  ];
}

function totalLine(found: readonly Image[], downloads: number, verified: boolean): Line {
  const size = found.reduce((sum, image) => sum + (image.size ?? 0), 0);
  const bad = found.filter(({ problems }) => problems.length > 0).length;
  const verdict = bad > 0
    ? [": ", painted("bad", `${bad} bad`)]
    : verified && found.length > 0
    ? [": ", painted("good", found.length === 1 ? "intact" : "all intact")]
    : [];
  const rest = downloads > 0 ? `; ${count(downloads, "download")} in progress or left over` : "";
  return [`${count(found.length, "image")}, ${formatBytes(size)}`, ...verdict, rest];
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
