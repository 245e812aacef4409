/**
 * Does the same with many things, some of them at the same time.
 *
 * @param width how many at the same time
 * @param items the things, begun in order
 * @param work what to do with each
 */
export async function inParallel<T>(
  width: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items[Symbol.iterator]();
  const worker = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: Math.max(1, width) }, worker));
}
