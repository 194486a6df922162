/** Web Mercator, as the map under our drawings uses it: no tilt, no turn. */

import type { Point } from "./contract";

/** Width of the world in pixels at zoom 0. */
const TILE = 512;

/** A place on the screen, in pixels from the upper left corner of the map. */
export interface Spot {
  x: number;
  y: number;
}

/** What the map shows at one moment. */
export interface Camera {
  /** Degrees. */
  centre: Point;
  zoom: number;
  /** Pixels. */
  width: number;
  height: number;
}

/**
 * Place on the square world, from 0 to 1 in both directions.
 * @param point longitude and latitude in degrees
 * @returns from the west and from the north
 */
export function worldSpot([lon, lat]: Point): Spot {
  const turn = (lat * Math.PI) / 180;
  return { x: (lon + 180) / 360, y: (1 - Math.log(Math.tan(Math.PI / 4 + turn / 2)) / Math.PI) / 2 };
}

/**
 * Make the projection of one camera.
 * @param camera what the map shows
 * @returns a function from a place on the world to a place on the screen
 */
export function onScreen(camera: Camera): (at: Spot) => Spot {
  const scale = TILE * 2 ** camera.zoom;
  const centre = worldSpot(camera.centre);
  const left = camera.width / 2 - centre.x * scale;
  const top = camera.height / 2 - centre.y * scale;
  return (at) => ({ x: left + at.x * scale, y: top + at.y * scale });
}

/**
 * How wide a box is for its height once projected.
 * @param bounds west, south, east, north in degrees
 * @returns width by height
 */
export function aspect([west, south, east, north]: readonly [number, number, number, number]): number {
  const upper = worldSpot([west, north]);
  const lower = worldSpot([east, south]);
  return (lower.x - upper.x) / (lower.y - upper.y);
}
