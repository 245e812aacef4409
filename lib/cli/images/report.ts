import { formatBytes } from "../text/bytes.ts";
import { type Line, painted, type Piece } from "../text/line.ts";
import { table } from "../text/table.ts";
import type { Image, Problem } from "./image.ts";

/** How many problems of one image are shown. */
const SHOWN = 20;

const HEAD = ["NAME", "PLATFORM", "CREATED", "LAYERS", "SIZE", "ID"] as const;

/**
 * Lists images for people: a table, and below each image what is wrong with it.
 *
 * @param images the images
 * @param verified whether they were read
 * @returns the lines
 */
export function imageLines(images: readonly Image[], verified: boolean): Line[] {
  if (images.length === 0) return [];
  const head: Piece[] = HEAD.map((title) => painted("faint", title));
  const rows = table([head, ...images.map(row)]);
  const lines = images.flatMap((image, i) => [rows[i + 1]!, ...problemLines(image.problems)]);
  const bad = images.filter(({ problems }) => problems.length > 0).length;
  const all = `${images.length} ${images.length === 1 ? "image" : "images"}`;
  const verdict: Line[] = bad > 0
    ? [[painted("bad", `bad: ${bad} of ${all}`)]]
    : verified
    ? [[painted("good", `intact: ${all}`)]]
    : [];
  return [rows[0]!, ...lines, ...verdict];
}

function row({ id, name, platform, created, layers, size, problems }: Image): Piece[] {
  return [
    cut(name),
    cut(platform),
    // Enough to tell images apart; the rest is in the document.
    created?.slice(0, 19).replace("T", " ") ?? "-",
    layers === null ? "-" : String(layers),
    size === null ? "-" : formatBytes(size),
    problems.length > 0 ? painted("bad", id) : painted("strong", id),
  ];
}

function cut(text: string | null): string {
  if (text === null) return "-";
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function problemLines(problems: readonly Problem[]): Line[] {
  const more = problems.length - SHOWN;
  return [
    ...problems.slice(0, SHOWN).map(({ file, message }): Line => [
      "  ",
      painted("bad", file),
      `: ${message}`,
    ]),
    ...(more > 0 ? [[painted("faint", `  … and ${more} more problems`)]] : []),
  ];
}
