/** How towns, camps and arrows are drawn: one hand for the map and for the legend, so that both look the same. */

import type { ArrowClass, Classes, Colours, FuelClass, HolderClass, LoadClass, Shape } from "./contract";
import type { Curve } from "./curves";

type Pen = CanvasRenderingContext2D;

/** Radius of a town of which no size is known or shown, in pixels. */
export const PLAIN_RADIUS = 4.5;
/** Half the width of a camp's triangle, in pixels. */
export const CAMP_REACH = 7;
/** Space between a town and the ring of its siege, in pixels. */
const RING_GAP = 2.6;
const RING_WIDTH = 2;
const BROKEN = [2.6, 2.2];

/** A town in one frame; what is not known is null. */
export interface Town {
  holder: HolderClass | null;
  fuel: FuelClass | null;
  /** Null: no siege; true: likely; false: possible. */
  siege: boolean | null;
  heard: boolean;
}

function outline(pen: Pen, shape: Shape, r: number): void {
  pen.beginPath();
  if (shape === "diamond") {
    const d = r * 1.25;
    pen.moveTo(0, -d);
    pen.lineTo(d, 0);
    pen.lineTo(0, d);
    pen.lineTo(-d, 0);
    pen.closePath();
  } else if (shape === "square") {
    const d = r * 0.89;
    pen.rect(-d, -d, 2 * d, 2 * d);
  } else pen.arc(0, 0, r, 0, 2 * Math.PI);
}

/** Pale stripes over the path that stands: no report of this very place. */
function veil(pen: Pen, r: number, colours: Colours): void {
  pen.save();
  pen.clip();
  pen.beginPath();
  for (let d = -2 * r; d <= 2 * r; d += 3.2) {
    pen.moveTo(-1.5 * r, d - 1.5 * r);
    pen.lineTo(1.5 * r, d + 1.5 * r);
  }
  pen.strokeStyle = colours.paper;
  pen.lineWidth = 1.5;
  pen.stroke();
  pen.restore();
}

/**
 * Draw along the path that stands.
 * @param pen where to draw
 * @param colour of the line
 * @param width in pixels
 * @param dash pixels drawn and left out in turn; none for an unbroken line
 */
function stroke(pen: Pen, colour: string, width: number, dash: number[] = []): void {
  pen.setLineDash(dash);
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.stroke();
}

/**
 * How far a town reaches from its middle, its ring included.
 * @param town the town
 * @returns pixels
 */
export function townReach(town: Town): number {
  const r = town.fuel?.radius ?? PLAIN_RADIUS;
  const corner = town.holder?.shape === "diamond" || town.holder?.shape === "square" ? 1.26 : 1;
  return r * corner + (town.siege === null ? 1 : RING_GAP + RING_WIDTH);
}

/**
 * Draw a town round the origin.
 * @param pen where to draw, moved to the middle of the town
 * @param town what is known of it
 * @param colours ground and ink
 */
export function drawTown(pen: Pen, town: Town, colours: Colours): void {
  const r = town.fuel?.radius ?? PLAIN_RADIUS;
  const shape = town.holder?.shape ?? "circle";
  const colour = town.holder?.colour ?? colours.muted;
  if (town.siege !== null) {
    pen.beginPath();
    pen.arc(0, 0, townReach(town) - RING_WIDTH / 2, 0, 2 * Math.PI);
    stroke(pen, colours.paper, RING_WIDTH + 1.6);
    stroke(pen, colours.ink, RING_WIDTH, town.siege ? [] : [3.2, 2.6]);
  }
  outline(pen, shape, r);
  stroke(pen, colours.paper, 3);
  pen.fillStyle = shape === "hollow" || shape === "half" ? colours.paper : colour;
  pen.fill();
  if (shape === "half") {
    pen.beginPath();
    pen.arc(0, 0, r, Math.PI / 2, (3 * Math.PI) / 2);
    pen.closePath();
    pen.fillStyle = colour;
    pen.fill();
    outline(pen, shape, r);
  }
  if (!town.heard && shape !== "hollow") {
    veil(pen, r * 1.26, colours);
    outline(pen, shape, r);
  }
  stroke(
    pen,
    shape === "hollow" ? colour : colours.ink,
    shape === "hollow" ? 1.5 : 0.9,
    shape === "hollow" ? BROKEN : [],
  );
  if (town.fuel?.id === "unknown" && shape !== "hollow") {
    pen.beginPath();
    pen.arc(0, 0, Math.max(1.2, r * 0.34), 0, 2 * Math.PI);
    pen.fillStyle = colours.paper;
    pen.fill();
    stroke(pen, colours.ink, 0.7);
  }
}

/**
 * Draw the plain dot of a place of which nothing is shown but where it is.
 * @param pen where to draw, moved to the place
 * @param colours ground and ink
 */
export function drawDot(pen: Pen, colours: Colours): void {
  pen.beginPath();
  pen.arc(0, 0, 1.9, 0, 2 * Math.PI);
  stroke(pen, colours.paper, 1.6);
  pen.fillStyle = colours.muted;
  pen.fill();
}

/**
 * Draw a camp round the origin: a triangle, hollow and broken where its room is not known.
 * @param pen where to draw, moved to the middle of the camp
 * @param load how full it is
 * @param heard whether a report of this very camp weighed
 * @param colours ground and ink
 */
export function drawCamp(pen: Pen, load: LoadClass, heard: boolean, colours: Colours): void {
  const r = CAMP_REACH;
  const path = (): void => {
    pen.beginPath();
    pen.moveTo(0, -r);
    pen.lineTo(r, r * 0.72);
    pen.lineTo(-r, r * 0.72);
    pen.closePath();
  };
  const hollow = load.id === "unknown";
  pen.lineJoin = "round";
  path();
  stroke(pen, colours.paper, 3);
  pen.fillStyle = hollow ? colours.paper : load.colour;
  pen.fill();
  if (!heard && !hollow) {
    veil(pen, r, colours);
    path();
  }
  stroke(pen, hollow ? load.colour : colours.ink, hollow ? 1.5 : 0.9, hollow ? BROKEN : []);
}

/**
 * Draw an arrow of movement.
 * @param pen where to draw
 * @param curve where it runs
 * @param arrow its class
 * @param colours ground and ink
 */
export function drawArrow(pen: Pen, curve: Curve, arrow: ArrowClass, colours: Colours): void {
  const [tip, left, right] = curve.head;
  const shaft = (colour: string, width: number): void => {
    pen.beginPath();
    pen.moveTo(curve.start.x, curve.start.y);
    pen.quadraticCurveTo(curve.handle.x, curve.handle.y, curve.neck.x, curve.neck.y);
    stroke(pen, colour, width);
  };
  const head = (): void => {
    pen.beginPath();
    pen.moveTo(tip.x, tip.y);
    pen.lineTo(left.x, left.y);
    pen.lineTo(right.x, right.y);
    pen.closePath();
  };
  pen.lineCap = "butt";
  pen.lineJoin = "round";
  shaft(colours.paper, arrow.width + 2);
  head();
  stroke(pen, colours.paper, 2);
  shaft(colours.muted, arrow.width);
  head();
  pen.fillStyle = colours.muted;
  pen.fill();
}

/**
 * Draw a piece of a corridor, for the legend.
 * @param pen where to draw
 * @param state its class
 * @param length pixels, from the origin to the right
 * @param heard whether a report of this very corridor weighed: without one it has a pale core
 * @param colours ground and ink
 */
export function drawCorridor(
  pen: Pen,
  state: Classes["state"][number],
  length: number,
  heard: boolean,
  colours: Colours,
): void {
  const line = (colour: string, width: number, dash: number[]): void => {
    pen.beginPath();
    pen.moveTo(0, 0);
    pen.lineTo(length, 0);
    stroke(pen, colour, width, dash);
  };
  pen.lineCap = "butt";
  line(
    state.colour,
    state.width,
    (state.dash ?? []).map((part) => part * state.width),
  );
  if (!heard && coreWidth(state.width) > 0) line(colours.paper, coreWidth(state.width), []);
}

/**
 * Width of the pale core of a corridor that no report speaks of.
 * @param width of the corridor in pixels
 * @returns pixels; 0 for a corridor that is too thin for one
 */
export const coreWidth = (width: number): number => (width < 2 ? 0 : width * 0.4);
