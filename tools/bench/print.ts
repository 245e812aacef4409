import type { Measure } from "./measures.ts";
import type { Results } from "./results.ts";
import { textTable } from "./text_table.ts";

const BYTES_PER_MIB = 1 << 20;
const KIB_PER_MIB = 1 << 10;

/**
 * Writes results for people.
 *
 * @param results what was measured
 * @returns lines
 */
export function resultLines(results: Results): string[] {
  return [
    ...measureTable(results.measures),
    "",
    ...countTable(results),
    ...sizeLines(results),
    ...results.targets.map(({ quantity, refs, of, limit, ratio, met }) =>
      `${met ? "met" : "MISSED"}: ${quantity}, ${references(refs)}: ` +
      `${ratio.toFixed(3)} × ${of}, at most ${limit} wanted`
    ),
    ...results.skipped,
    `load of the machine: ${results.load.map((it) => it.toFixed(2)).join(" to ")}`,
  ];
}

/**
 * Writes how many references there are.
 *
 * @param count how many
 */
export function references(count: number): string {
  return count === 1 ? "1 ref" : `${count} refs`;
}

function measureTable(measures: readonly Measure[]): string[] {
  const heading = ["", "", "", "median", "min", "max", "", "runs", "× empty", "× original"];
  const rows = measures.map((it) => [
    it.quantity,
    `${references(it.refs)}${long(it)}`,
    it.program,
    ...[it.median, it.min, it.max].map((value) => amount(it, value)),
    it.unit === "KiB" ? "MiB" : it.unit,
    String(it.runs),
    ratio(it.timesEmpty),
    ratio(it.timesOriginal),
  ]);
  return textTable([heading, ...rows], 3);
}

function countTable({ counts }: Results): string[] {
  if (counts.length === 0) return [];
  const rows = counts.map((it) => [it.counts, it.program, it.count.toLocaleString("en")]);
  return [...textTable(rows, 2), ""];
}

function sizeLines({ sizes }: Results): string[] {
  const { program, empty, denort, aboveDenort } = sizes;
  return [
    `size: program ${mib(program)}, empty program ${mib(empty)}, denort ${mib(denort)} MiB; ` +
    `the program has ${(aboveDenort / 1024).toFixed(0)} KiB above denort, at most 1024 wanted`,
  ];
}

function long({ requestBytes }: Measure): string {
  return requestBytes < BYTES_PER_MIB ? "" : `, ${(requestBytes / BYTES_PER_MIB).toFixed(0)} MiB`;
}

function amount({ unit }: Measure, value: number): string {
  return (unit === "KiB" ? value / KIB_PER_MIB : value).toFixed(1);
}

function ratio(value: number | null): string {
  return value === null ? "" : value.toFixed(3);
}

function mib(bytes: number): string {
  return (bytes / BYTES_PER_MIB).toFixed(2);
}
