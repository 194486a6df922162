/** The land: countries and the lines between them, from Natural Earth 1:50m. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { iso31661 } from "iso-3166";
import { feature, mesh } from "topojson-client";

/** @typedef {import("topojson-specification").GeometryCollection<{ name: string }>} Countries */
/** @typedef {import("topojson-specification").Topology<{ countries: Countries }>} World */

const DIGITS = 1000; // three decimals of a degree are 110 m, half a pixel at the closest zoom

/** Numeric code of ISO 3166-1 to the code of two letters. */
const ALPHA2 = new Map(iso31661.map((entry) => [entry.numeric, entry.alpha2]));

/** Areas that Natural Earth draws on their own and that have no number in the standard, but a code in common use. */
const BY_NAME = new Map([["Kosovo", "XK"]]);

/**
 * Round every coordinate, and drop points that fall on the one before.
 * @param {any} line nested arrays of coordinates
 * @returns {any} the same shape, rounded
 */
export function rounded(line) {
  if (typeof line[0] === "number") return line.map((/** @type {number} */ x) => Math.round(x * DIGITS) / DIGITS || 0);
  const out = line.map(rounded);
  if (typeof out[0]?.[0] !== "number") return out;
  return out.filter(
    (/** @type {number[]} */ p, /** @type {number} */ i) => i === 0 || p[0] !== out[i - 1][0] || p[1] !== out[i - 1][1],
  );
}

/**
 * A ring needs four points, a line two; what became smaller than a grain of rounding goes.
 * @param {any} coordinates coordinates of a polygon
 * @returns {any} its rings, the outer one first, or nothing
 */
function rings(coordinates) {
  const kept = coordinates.map(rounded);
  return kept[0].length < 4 ? [] : kept.filter((/** @type {number[][]} */ ring) => ring.length >= 4);
}

/**
 * @param {import("geojson").Geometry} shape a polygon or several
 * @returns {number[][][][]} coordinates of a MultiPolygon
 */
function polygons(shape) {
  const all = shape.type === "Polygon" ? [shape.coordinates] : shape.type === "MultiPolygon" ? shape.coordinates : [];
  return all.map(rings).filter((polygon) => polygon.length > 0);
}

/**
 * Make the land of the whole world.
 * @returns {{ countries: object, borders: object }} countries with their code of two letters, "" where they have none, and
 *   the borders between them as one line of many parts
 */
export function land() {
  const path = createRequire(import.meta.url).resolve("world-atlas/countries-50m.json");
  /** @type {World} */
  const world = JSON.parse(readFileSync(path, "utf8"));
  const { countries } = world.objects;
  const features = feature(world, countries).features.map((country) => ({
    type: "Feature",
    properties: { code: ALPHA2.get(String(country.id)) ?? BY_NAME.get(country.properties.name) ?? "" },
    geometry: { type: "MultiPolygon", coordinates: polygons(country.geometry) },
  }));
  features.sort((a, b) => (a.properties.code < b.properties.code ? -1 : a.properties.code > b.properties.code ? 1 : 0));
  const between = mesh(world, countries, (a, b) => a !== b).coordinates.map(rounded);
  return {
    countries: { type: "FeatureCollection", features: features.filter((f) => f.geometry.coordinates.length > 0) },
    borders: { type: "MultiLineString", coordinates: between.filter((line) => line.length >= 2) },
  };
}
