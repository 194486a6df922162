/** Lanes: corridors that share a piece of road are drawn beside each other, not on top of each other. */

import type { Point } from "./contract";

/** A corridor's line turned the way its neighbours run, and the lane it takes. */
export interface Lane {
  line: Point[];
  /** 0 in the middle, then 1, -1, 2, -2 …: to the right of the line where above 0. */
  lane: number;
}

const spot = (p: Point): string => `${p[0]},${p[1]}`;

/**
 * Order of lanes, from the middle outwards.
 * @param n 0, 1, 2 …
 * @returns 0, 1, -1, 2, -2 …
 */
export function outwards(n: number): number {
  return n % 2 === 1 ? (n + 1) / 2 : -n / 2 || 0;
}

/** Which corridors run over each piece of road, and which way. */
type Users = Map<string, { corridor: number; forward: boolean }[]>;

function pieces(line: readonly Point[]): { key: string; forward: boolean }[] {
  return line.slice(1).map((to, i) => {
    const [a, b] = [spot(line[i] as Point), spot(to)];
    return a < b ? { key: `${a} ${b}`, forward: true } : { key: `${b} ${a}`, forward: false };
  });
}

/**
 * Give each corridor a direction and a lane.
 *
 * A corridor runs the way of the first one it shares a piece with, so that lanes to the right stay to the right; it takes the
 * lane nearest to the middle that none of those it shares a piece with has taken.
 * @param lines points of each corridor
 * @returns for each corridor its line, perhaps turned round, and its lane
 */
export function lanes(lines: readonly (readonly Point[])[]): Lane[] {
  const users: Users = new Map();
  const out: Lane[] = [];
  lines.forEach((line, corridor) => {
    const own = pieces(line);
    const met = own.flatMap(({ key, forward }) =>
      (users.get(key) ?? []).map((user) => ({ ...user, same: user.forward === forward })),
    );
    const turned = met.length > 0 && met.filter(({ same }) => same).length * 2 < met.length;
    const taken = new Set(met.map((user) => out[user.corridor]?.lane));
    let n = 0;
    while (taken.has(outwards(n))) n += 1;
    out.push({ line: turned ? [...line].reverse() : [...line], lane: outwards(n) });
    for (const { key, forward } of own) {
      const there = users.get(key) ?? [];
      there.push({ corridor, forward: turned ? !forward : forward });
      users.set(key, there);
    }
  });
  return out;
}
