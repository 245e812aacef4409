/**
 * Orders of a few programs, one for each round, such that over the rounds each stands in every
 * place, and behind every other, equally often (a Latin square of Williams): what a run leaves
 * behind, in caches and clock speed, then favours nobody.
 *
 * @param count how many programs
 * @param rounds how many orders
 * @returns for each round, the programs' numbers from 0; balanced after `count` rounds, or twice
 * that where `count` is odd
 *
 * @example
 * ```ts
 * balancedOrders(2, 3); // [[0, 1], [1, 0], [0, 1]]
 * ```
 */
export function balancedOrders(count: number, rounds: number): number[][] {
  // 0, 1, last, 2, last but one …: each step between neighbours is another one.
  const base = Array.from(
    { length: count },
    (_, i) => i % 2 ? (i + 1) / 2 : (count - i / 2) % count,
  );
  return Array.from({ length: rounds }, (_, round) => {
    const order = base.map((place) => (place + round) % count);
    // An odd number of places leaves out half of the steps; going backwards makes up for them.
    const backwards = count % 2 === 1 && Math.floor(round / count) % 2 === 1;
    return backwards ? order.reverse() : order;
  });
}
