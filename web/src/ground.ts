/** The style of the map below our drawings: sea, shore, land and borders. It is painted only when the camera moves. */

import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { MapData } from "./contract";

/**
 * Make the style of the map.
 * @param data what the page holds
 * @returns a style that asks for no file
 */
export function style({ colours, land, borders }: Pick<MapData, "colours" | "land" | "borders">): StyleSpecification {
  const shore = (id: string, width: number, opacity: number): LayerSpecification => ({
    id,
    type: "line",
    source: "land",
    layout: { "line-join": "round" },
    paint: { "line-color": colours.coast, "line-width": width, "line-opacity": opacity },
  });
  return {
    version: 8,
    sources: { land: { type: "geojson", data: land }, borders: { type: "geojson", data: borders } },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colours.sea } },
      // Lines below the land show their outer half only: a soft edge of water along the coast, and nowhere else.
      shore("shore-wide", 9, 0.16),
      shore("shore", 2, 1),
      {
        id: "land",
        type: "fill",
        source: "land",
        paint: { "fill-color": ["case", ["==", ["get", "home"], 1], colours.home, colours.land] },
      },
      {
        id: "borders",
        type: "line",
        source: "borders",
        layout: { "line-join": "round" },
        paint: { "line-color": colours.border, "line-width": 1, "line-dasharray": [4, 2] },
      },
    ],
    transition: { duration: 0, delay: 0 },
  };
}
