/** The curve of an arrow of movement, on the screen. */

import type { Spot } from "./projection";

/** A curve with one handle, and the head at its end. */
export interface Curve {
  start: Spot;
  handle: Spot;
  /** Where the shaft ends and the head begins. */
  neck: Spot;
  /** Tip, left and right corner of the head. */
  head: [Spot, Spot, Spot];
}

const BEND = 0.18; // of the length, to the left of the way: there and back never lie on each other
const GAP = 9; // pixels left free at both ends, so that the marks of places stay readable

/**
 * Length of the head of an arrow.
 * @param width of the shaft in pixels
 * @returns pixels
 */
export const headLength = (width: number): number => 5 + 1.7 * width;

/**
 * A point on a curve.
 * @param a start
 * @param h handle
 * @param b end
 * @param t from 0 at the start to 1 at the end
 * @returns the point
 */
export function along(a: Spot, h: Spot, b: Spot, t: number): Spot {
  const u = 1 - t;
  return { x: u * u * a.x + 2 * u * t * h.x + t * t * b.x, y: u * u * a.y + 2 * u * t * h.y + t * t * b.y };
}

const toward = (a: Spot, b: Spot, far: number): Spot => {
  const d = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  return { x: a.x + ((b.x - a.x) / d) * far, y: a.y + ((b.y - a.y) / d) * far };
};

/**
 * Bend an arrow between two places.
 * @param from where people leave
 * @param to where they go
 * @param width of the shaft in pixels
 * @returns the curve, or null where both ends lie too close to each other for one
 */
export function bend(from: Spot, to: Spot, width: number): Curve | null {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const head = headLength(width);
  if (length < 2 * GAP + head + 2) return null;
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const handle = { x: (from.x + to.x) / 2 + dy * BEND * length, y: (from.y + to.y) / 2 - dx * BEND * length };
  const start = toward(from, handle, GAP);
  const tip = toward(to, handle, GAP);
  const neck = toward(tip, handle, head * 0.8);
  const base = toward(tip, handle, head);
  const [nx, ny] = [(tip.y - base.y) / head, (base.x - tip.x) / head];
  const half = head * 0.3 + width * 0.5;
  return {
    start,
    handle,
    neck,
    head: [tip, { x: base.x + nx * half, y: base.y + ny * half }, { x: base.x - nx * half, y: base.y - ny * half }],
  };
}

/**
 * The curve as short straight pieces, to measure how far the pointer is from it.
 * @param curve an arrow
 * @param n number of pieces
 * @returns n + 1 points from the start to the tip
 */
export function straightened(curve: Curve, n = 12): Spot[] {
  return Array.from({ length: n + 1 }, (_, i) => along(curve.start, curve.handle, curve.head[0], i / n));
}
