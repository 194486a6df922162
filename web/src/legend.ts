/** The legend, drawn by the same hand as the map. */

import type { MapData } from "./contract";
import { bend } from "./curves";
import { make, sharpCanvas } from "./dom";
import { drawArrow, drawCamp, drawCorridor, drawTown } from "./marks";

type Draw = (pen: CanvasRenderingContext2D) => void;

const WIDE = 40;
const HIGH = 26;

function swatch(draw: Draw, width: number): HTMLCanvasElement {
  const { canvas, pen } = sharpCanvas(width, HIGH);
  pen?.translate(0, HIGH / 2);
  if (pen) draw(pen);
  return canvas;
}

function group(heading: string, rows: readonly { label: string; draw: Draw }[], width = HIGH): HTMLElement[] {
  if (rows.length === 0) return [];
  const lines = rows.map(({ label, draw }) => make("li", {}, swatch(draw, width), make("span", {}, label)));
  return [make("div", { class: "lm-group" }, make("h3", {}, heading), make("ul", {}, ...lines))];
}

const centred =
  (draw: Draw): Draw =>
  (pen) => {
    pen.translate(HIGH / 2, 0);
    draw(pen);
  };

/**
 * Make the legend from the classes of the data.
 * @param data what the page holds
 * @param open whether it is unfolded
 * @returns the legend
 */
export function legend(data: MapData, open: boolean): HTMLDetailsElement {
  const { classes, colours, words } = data;
  const plain = { holder: null, fuel: null, siege: null, heard: true };
  const neutral = { id: "", label: "", colour: colours.muted, shape: "circle" as const };
  const state = classes.state[0];
  const groups = [
    ...group(
      words.legend_state,
      classes.state.map((one) => ({
        label: one.label,
        draw: (pen) => {
          pen.translate(2, 0);
          drawCorridor(pen, one, WIDE - 4, true, colours);
        },
      })),
      WIDE,
    ),
    ...group(
      words.legend_holder,
      classes.holder.map((holder) => {
        const fuel = { id: "", label: "", radius: 7 };
        return {
          label: holder.label,
          draw: centred((pen) => drawTown(pen, { ...plain, holder, fuel }, colours)),
        };
      }),
    ),
    ...group(
      words.legend_fuel,
      classes.fuel.map((fuel) => ({
        label: fuel.label,
        draw: centred((pen) => drawTown(pen, { ...plain, holder: neutral, fuel }, colours)),
      })),
    ),
    ...group(
      words.legend_siege,
      classes.siege.map(({ label, sure }) => {
        const fuel = { id: "", label: "", radius: 5 };
        return {
          label,
          draw: centred((pen) => drawTown(pen, { ...plain, holder: neutral, fuel, siege: sure }, colours)),
        };
      }),
    ),
    ...group(
      words.legend_load,
      classes.load.map((load) => ({
        label: load.label,
        draw: centred((pen) => drawCamp(pen, load, true, colours)),
      })),
    ),
    ...group(
      words.legend_arrow,
      classes.arrow.map((arrow) => ({
        label: arrow.label,
        draw: (pen) => {
          const curve = bend({ x: -7, y: 3 }, { x: WIDE + 7, y: 3 }, arrow.width);
          if (curve) drawArrow(pen, curve, arrow, colours);
        },
      })),
      WIDE,
    ),
  ];
  const notes = [make("p", {}, data.legend_note), make("p", {}, words.credit)];
  const pale = swatch((pen) => {
    pen.translate(8, 0);
    drawTown(pen, { ...plain, holder: neutral, fuel: { id: "", label: "", radius: 7 }, heard: false }, colours);
    pen.translate(10, 0);
    if (state) drawCorridor(pen, { ...state, dash: null }, WIDE - 20, false, colours);
  }, WIDE);
  const unheard = make("p", { class: "lm-pale" }, pale, make("span", {}, words.legend_unheard));
  const body = make("div", { class: "lm-groups" }, ...groups);
  const out = make("details", { class: "lm-legend" }, make("summary", {}, words.legend), body, unheard, ...notes);
  out.open = open;
  return out;
}
