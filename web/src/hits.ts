/** What lies under the pointer. */

import type { Spot } from "./projection";

/** Kinds of thing that can be pointed at. */
export type Kind = "corridor" | "place" | "arrow";

/** One thing: its kind and its index in the data. */
export interface Target {
  kind: Kind;
  index: number;
}

/** A thing as it lies on the screen: a single point for a mark, several for a line. */
export interface Reach extends Target {
  path: readonly Spot[];
  /** How far from it the pointer still counts, in pixels. */
  reach: number;
}

const ORDER: Record<Kind, number> = { place: 0, arrow: 1, corridor: 2 };

/**
 * Distance from a point to a piece of a line.
 * @param p the point
 * @param a one end
 * @param b the other
 * @returns pixels
 */
export function distance(p: Spot, a: Spot, b: Spot): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const square = dx * dx + dy * dy;
  const t = square === 0 ? 0 : Math.min(1, Math.max(0, ((p.x - a.x) * dx + (p.y - a.y) * dy) / square));
  return Math.hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

function farFrom(p: Spot, path: readonly Spot[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < Math.max(1, path.length - 1); i += 1) {
    const a = path[i];
    if (a) least = Math.min(least, distance(p, a, path[i + 1] ?? a));
  }
  return least;
}

/**
 * Find what the pointer means: marks before arrows before roads, and among equals the nearest.
 * @param p the pointer
 * @param things everything drawn
 * @returns the thing, or null where nothing is near enough
 */
export function under(p: Spot, things: readonly Reach[]): Target | null {
  let best: { thing: Reach; far: number } | null = null;
  for (const thing of things) {
    const far = farFrom(p, thing.path);
    if (far > thing.reach) continue;
    const sooner = best && ORDER[thing.kind] - ORDER[best.thing.kind];
    if (!best || (sooner as number) < 0 || (sooner === 0 && far < best.far)) best = { thing, far };
  }
  return best && { kind: best.thing.kind, index: best.thing.index };
}

/**
 * A point at which a thing can be pointed at.
 * @param target the thing
 * @param things everything drawn
 * @returns the middle of its mark or of a piece of its line; null where it is not drawn or others cover it
 */
export function spotOf(target: Target, things: readonly Reach[]): Spot | null {
  const same = (one: Target | null): boolean => one?.kind === target.kind && one.index === target.index;
  const path = things.find(same)?.path ?? [];
  const middles = path.slice(1).map((b, i) => {
    const a = path[i] ?? b;
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  });
  return (path.length === 1 ? path : middles).find((spot) => same(under(spot, things))) ?? null;
}

/**
 * Shift a line sideways, as the map draws a corridor in its lane.
 * @param path points of the line on the screen
 * @param far pixels to the right of its way
 * @returns points of the shifted line
 */
export function beside(path: readonly Spot[], far: number): Spot[] {
  if (far === 0 || path.length < 2) return [...path];
  return path.map((p, i) => {
    const [a, b] = [path[Math.max(0, i - 1)] as Spot, path[Math.min(path.length - 1, i + 1)] as Spot];
    const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    return { x: p.x - ((b.y - a.y) / length) * far, y: p.y + ((b.x - a.x) / length) * far };
  });
}
