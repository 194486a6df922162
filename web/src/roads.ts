/** Corridors on the screen, each in its lane. */

import type { MapData, StateClass } from "./contract";
import { classAt } from "./frames";
import { beside, type Reach, type Target } from "./hits";
import { lanes } from "./lanes";
import { coreWidth } from "./marks";
import { type Spot, worldSpot } from "./projection";

type Pen = CanvasRenderingContext2D;

/** Pixels between two lanes. */
const LANE = 4;

/** A corridor that is drawn in the frame. */
interface Drawn {
  index: number;
  line: Spot[];
  state: StateClass;
  heard: boolean;
}

/**
 * Draw a line piece by piece: a browser without graphics hardware draws straight pieces in half the time of a line with bends.
 * @param pen where to draw, with its colour set
 * @param line points on the screen
 * @param width pixels
 * @param cap what joins the pieces
 * @param dash pixels drawn and left out in turn; it runs on from one piece to the next
 */
export function pieces(pen: Pen, line: readonly Spot[], width: number, cap: CanvasLineCap, dash: number[] = []): void {
  pen.lineWidth = width;
  pen.lineCap = cap;
  pen.setLineDash(dash);
  let far = 0;
  line.forEach((to, i) => {
    const from = line[i - 1];
    if (!from) return;
    pen.lineDashOffset = far;
    pen.beginPath();
    pen.moveTo(from.x, from.y);
    pen.lineTo(to.x, to.y);
    pen.stroke();
    far += Math.hypot(to.x - from.x, to.y - from.y);
  });
  pen.lineDashOffset = 0;
  pen.setLineDash([]);
}

/** Keeps the lines of one camera, so that another week costs no more than drawing them. */
export class Roads {
  private readonly ways: { world: Spot[]; side: number }[];
  private screen: Spot[][] = [];

  /** @param data what the page holds */
  constructor(private readonly data: MapData) {
    this.ways = lanes(data.corridors.map(({ line }) => line)).map(({ line, lane }) => ({
      world: line.map(worldSpot),
      side: lane * LANE,
    }));
  }

  /**
   * Follow the camera.
   * @param at from the world to the screen
   */
  follow(at: (spot: Spot) => Spot): void {
    this.screen = this.ways.map(({ world, side }) => beside(world.map(at), side));
  }

  /**
   * Draw one frame: what is pointed at, then all casings, then all roads.
   * @param pen where to draw
   * @param frame index of the frame
   * @param hot what is pointed at or chosen
   */
  draw(pen: Pen, frame: number, hot: readonly Target[]): void {
    const { colours } = this.data;
    const drawn = this.drawn(frame);
    for (const { line, state, index } of drawn)
      if (hot.some((one) => one.kind === "corridor" && one.index === index)) this.halo(pen, line, state.width + 8);
    pen.strokeStyle = colours.paper;
    for (const { line, state } of drawn) pieces(pen, line, state.width + 2, "square");
    for (const { line, state, heard } of drawn) {
      pen.strokeStyle = state.colour;
      if (state.dash) {
        const dash = state.dash.map((part) => part * state.width);
        pieces(pen, line, state.width, "butt", dash);
      } else pieces(pen, line, state.width, "round");
      pen.strokeStyle = colours.paper;
      if (!heard && coreWidth(state.width) > 0) pieces(pen, line, coreWidth(state.width), "butt");
    }
  }

  /**
   * What can be pointed at.
   * @param frame index of the frame
   * @returns the roads that are drawn in it
   */
  reaches(frame: number): Reach[] {
    return this.drawn(frame).map(({ index, line }) => ({ kind: "corridor", index, path: line, reach: 6 }));
  }

  /** One line with its bends, so that the pieces of a pale band do not darken each other. */
  private halo(pen: Pen, line: readonly Spot[], width: number): void {
    pen.beginPath();
    for (const { x, y } of line) pen.lineTo(x, y);
    pen.lineJoin = "round";
    pen.lineCap = "round";
    pen.setLineDash([]);
    pen.lineWidth = width;
    pen.globalAlpha = 0.28;
    pen.strokeStyle = this.data.colours.ink;
    pen.stroke();
    pen.globalAlpha = 1;
  }

  private drawn(frame: number): Drawn[] {
    return this.data.corridors.flatMap((corridor, index) => {
      const state = this.data.classes.state[classAt(corridor.state, frame)];
      const line = this.screen[index];
      return state && line ? [{ index, line, state, heard: corridor.heard === 1 }] : [];
    });
  }
}
