/** What the Python side puts into the page for the map: types, and the words the map needs. */

import type { FeatureCollection, LineString, MultiLineString, MultiPolygon, Polygon } from "geojson";

/** Keys of `words` that the map reads; a test on the Python side holds that each is there in every language. */
export const REQUIRED_WORDS = [
  "title", // name of the map as a region: "Map of roads, towns, camps and movement, week by week"
  "canvas", // name of the drawing for a screen reader, with what to use instead: "… choose from the list to read a place"
  "play", // button: let the weeks run
  "pause", // button: stop them
  "slider", // label of the slider: "Week"
  "past", // word before the label of a past frame: "As it was"
  "now", // of the cut-off frame: "Cut-off"
  "ahead", // of a frame to come: "Outlook"
  "ahead_note", // one sentence beside a frame to come: "Computed, nobody has seen it."
  "layers", // heading of the four check boxes
  "layer_corridors",
  "layer_towns",
  "layer_camps",
  "layer_movement",
  "legend", // heading that folds the legend
  "legend_state", // headings of the groups of the legend: roads
  "legend_holder", // who holds a town
  "legend_fuel", // days of fuel
  "legend_siege",
  "legend_load", // how full a camp is
  "legend_arrow", // people a week
  "legend_unheard", // what a pale mark means: "Pale: no report of this very place, the number is the model's"
  "find", // label of the list: "Find a place or a road"
  "find_none", // first, empty line of the list: "Choose …"
  "find_corridors", // headings inside the list
  "find_towns",
  "find_camps",
  "find_movement",
  "close", // button of the panel
  "panel", // name of the panel as a region: "Details"
  "reports", // heading of the links to reports
  "no_reports", // instead of them: "No report speaks of it."
  "unheard", // in the panel of a mark with heard = 0: "No report of this very place weighed: …"
  "nothing", // text of a frame with text -1: "Nothing to show for this week."
  "zoom_in",
  "zoom_out",
  "home", // button: back to the first view
  "wheel", // shown over the map when the wheel turns without Ctrl: "Hold Ctrl and scroll to zoom the map"
  "wheel_mac", // the same with ⌘
  "two_fingers", // shown when one finger drags on a phone: "Use two fingers to move the map"
  "credit", // small line under the map: "Land and borders: Natural Earth 1:50m. Drawn with MapLibre."
] as const;

/** A word the map needs. */
export type WordKey = (typeof REQUIRED_WORDS)[number];

/** How a frame is known: reported and inferred, the cut-off itself, or the outlook. */
export type FrameKind = "past" | "now" | "ahead";

/** One week on the slider. */
export interface Frame {
  /** ISO day of the last day of the week. */
  day: string;
  /** Ready to show. */
  label: string;
  kind: FrameKind;
}

/** How a corridor of one state is drawn. */
export interface StateClass {
  id: string;
  label: string;
  colour: string;
  /** Pixels. */
  width: number;
  /** Multiples of the width, null for an unbroken line. */
  dash: number[] | null;
}

/** Shape of a town's mark. */
export type Shape = "circle" | "half" | "diamond" | "square" | "hollow";

/** How a town under one holder is drawn. */
export interface HolderClass {
  id: string;
  label: string;
  colour: string;
  shape: Shape;
}

/** How large a town is drawn. */
export interface FuelClass {
  id: string;
  label: string;
  /** Pixels. */
  radius: number;
}

/** Ring around a besieged town, unbroken when the siege is likely. */
export interface SiegeClass {
  id: string;
  label: string;
  sure: boolean;
}

/** How a camp is drawn. */
export interface LoadClass {
  id: string;
  label: string;
  colour: string;
}

/** How wide an arrow of movement is drawn. */
export interface ArrowClass {
  id: string;
  label: string;
  /** Pixels. */
  width: number;
}

/** Every class of every layer, in the order of the legend. */
export interface Classes {
  state: StateClass[];
  holder: HolderClass[];
  fuel: FuelClass[];
  siege: SiegeClass[];
  load: LoadClass[];
  arrow: ArrowClass[];
}

/** Longitude and latitude in degrees. */
export type Point = [number, number];

/** West, south, east and north in degrees. */
export type Edges = [number, number, number, number];

/** A road between two places; `state` has one character a frame. */
export interface Corridor {
  id: string;
  name: string;
  line: Point[];
  state: string;
  text: number[];
  reports: string[];
  heard: 0 | 1;
}

/** A town or a camp; what does not apply to it is an empty string or dots. */
export interface Place {
  id: string;
  name: string;
  kind: string;
  at: Point;
  /** 0: label always; 1: where there is room; 2: only zoomed in. */
  rank: number;
  holder: string;
  fuel: string;
  siege: string;
  load: string;
  text: number[];
  reports: string[];
  heard: 0 | 1;
}

/** People who move from one area to another. */
export interface Arrow {
  id: string;
  name: string;
  from: Point;
  to: Point;
  width: string;
  text: number[];
}

/** Colours of the ground and of the writing. */
export interface Colours {
  paper: string;
  sea: string;
  land: string;
  home: string;
  border: string;
  coast: string;
  ink: string;
  muted: string;
}

/** Land with a mark on the country under blockade. */
export type Land = FeatureCollection<Polygon | MultiPolygon, { home: 0 | 1 }>;

/** Lines between countries. */
export type Borders = FeatureCollection<LineString | MultiLineString>;

/** Everything the map shows. */
export interface MapData {
  language: "en" | "fr";
  words: Record<WordKey, string>;
  frames: Frame[];
  now: number;
  /** West, south, east and north of the first view. */
  bounds: Edges;
  /** The same of everything there is to see. */
  reach: Edges;
  land: Land;
  borders: Borders;
  colours: Colours;
  texts: string[];
  classes: Classes;
  corridors: Corridor[];
  places: Place[];
  arrows: Arrow[];
  legend_note: string;
}
