/**
 * Does something with each member of a list, several at a time.
 *
 * @param members the list
 * @param width how many at a time
 * @param work what to do
 */
export async function inParallel<T>(
  members: readonly T[],
  width: number,
  work: (member: T) => Promise<void>,
): Promise<void> {
  const rest = members.values();
  const worker = async () => {
    // All workers take from the same iterator, so that each member is taken once.
    for (const member of rest) await work(member);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
