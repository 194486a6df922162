/** The small controls: which layers are shown, closer, farther, home, and the hint beside the pointer. */

import type { MapData } from "./contract";
import { make } from "./dom";
import type { Shown } from "./scene";

/**
 * Make one check box for each layer that the data has.
 * @param data what the page holds
 * @param shown what is shown; changed when a box is
 * @param changed told of each change
 * @returns the boxes
 */
export function layerBoxes(data: MapData, shown: Shown, changed: () => void): HTMLElement {
  const { words } = data;
  const kinds = (["corridors", "towns", "camps", "movement"] as const).filter(
    (kind) => kind !== "movement" || data.arrows.length > 0,
  );
  const boxes = kinds.map((kind) => {
    const box = make("input", { type: "checkbox" });
    box.checked = shown[kind];
    box.addEventListener("change", () => {
      shown[kind] = box.checked;
      changed();
    });
    return make("label", {}, box, " ", words[`layer_${kind}`]);
  });
  return make("fieldset", { class: "lm-layers" }, make("legend", {}, words.layers), ...boxes);
}

/**
 * Make the buttons over the map.
 * @param data what the page holds
 * @param zoom told of steps: 1, -1, or 0 for home
 * @returns the buttons
 */
export function zoomButtons(data: MapData, zoom: (steps: number) => void): HTMLElement {
  const { words } = data;
  const button = (sign: string, name: string, steps: number): HTMLButtonElement => {
    const out = make(
      "button",
      { type: "button", "aria-label": name, title: name },
      make("span", { "aria-hidden": "true" }, sign),
    );
    out.addEventListener("click", () => zoom(steps));
    return out;
  };
  return make(
    "div",
    { class: "lm-zoom" },
    button("+", words.zoom_in, 1),
    button("−", words.zoom_out, -1),
    button("⌂", words.home, 0),
  );
}

/** The hint beside the pointer. */
export class Hint {
  readonly element = make("div", { class: "lm-hint", "aria-hidden": "true", hidden: "" });

  /**
   * Show the hint, or hide it.
   * @param said name and text; null hides it
   * @param x pixels from the left of the map
   * @param y pixels from its top
   */
  show(said: { name: string; text: string } | null, x: number, y: number): void {
    this.element.hidden = said === null;
    if (!said) return;
    this.element.replaceChildren(make("b", {}, said.name), make("span", {}, said.text));
    const room = this.element.parentElement;
    const { offsetWidth: wide, offsetHeight: high } = this.element;
    const left = Math.max(4, Math.min(x + 14, (room?.clientWidth ?? wide) - wide - 4));
    const below = y + 16 + high < (room?.clientHeight ?? 0);
    this.element.style.transform = `translate(${Math.round(left)}px, ${Math.round(below ? y + 16 : Math.max(4, y - high - 12))}px)`;
  }
}
