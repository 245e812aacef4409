import { deepStrictEqual } from "node:assert/strict";
import { balancedOrders } from "../../../tools/bench/order.ts";

/** How often each program follows each other one within a round. */
function neighbours(orders: number[][]): number[] {
  const counts = new Map<string, number>();
  for (const order of orders) {
    for (let i = 1; i < order.length; i++) {
      const pair = `${order[i - 1]} ${order[i]}`;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
  }
  return [...counts.values()];
}

Deno.test("balancedOrders() lists each program once when there is a round", () => {
  for (const count of [1, 2, 3, 4, 5]) {
    for (const order of balancedOrders(count, 10)) {
      deepStrictEqual(order.toSorted(), Array.from({ length: count }, (_, i) => i));
    }
  }
});

Deno.test("balancedOrders() puts each program behind each other equally often when it is done", () => {
  for (const count of [2, 3, 4, 5]) {
    const rounds = count % 2 === 0 ? count : 2 * count;
    const expected = Array(count * (count - 1)).fill(rounds / count);
    deepStrictEqual(neighbours(balancedOrders(count, rounds)), expected);
  }
});

Deno.test("balancedOrders() gives no orders when there are no rounds", () => {
  deepStrictEqual(balancedOrders(3, 0), []);
});
