/** The list of everything on the map, for readers who do not point. */

import type { MapData } from "./contract";
import { make } from "./dom";
import { everDrawn } from "./frames";
import type { Kind, Target } from "./hits";

function group(label: string, kind: Kind, names: readonly { name: string; index: number }[]): HTMLOptGroupElement[] {
  if (names.length === 0) return [];
  const options = names.map(({ name, index }) => make("option", { value: `${kind} ${index}` }, name));
  return [make("optgroup", { label }, ...options)];
}

/**
 * Read a choice back.
 * @param value value of an option
 * @returns the thing, or null for the empty line
 */
export function targetOf(value: string): Target | null {
  const [, kind, index] = /^(place|corridor|arrow) (\d+)$/.exec(value) ?? [];
  return kind ? { kind: kind as Kind, index: Number(index) } : null;
}

/**
 * Make the list: towns, camps, roads and movement, each by name.
 * @param data what the page holds
 * @param chosen told of each choice, and whether the reader asked to go there (the enter key)
 * @returns the list with its label, and the list alone
 */
export function finder(
  data: MapData,
  chosen: (target: Target, go: boolean) => void,
): { element: HTMLElement; list: HTMLSelectElement } {
  const { words, language } = data;
  const sorted = (
    things: readonly { name: string }[],
    keep: (index: number) => boolean,
  ): { name: string; index: number }[] =>
    things
      .map(({ name }, index) => ({ name, index }))
      .filter(({ index }) => keep(index))
      .sort((a, b) => a.name.localeCompare(b.name, language));
  const camp = (index: number): boolean => everDrawn(data.places[index]?.load ?? "");
  const list = make(
    "select",
    { id: "lm-find" },
    make("option", { value: "" }, words.find_none),
    ...group(
      words.find_towns,
      "place",
      sorted(data.places, (index) => !camp(index)),
    ),
    ...group(words.find_camps, "place", sorted(data.places, camp)),
    ...group(
      words.find_corridors,
      "corridor",
      sorted(data.corridors, () => true),
    ),
    ...group(
      words.find_movement,
      "arrow",
      sorted(data.arrows, () => true),
    ),
  );
  const pick = (go: boolean): void => {
    const target = targetOf(list.value);
    if (target) chosen(target, go);
  };
  list.addEventListener("change", () => pick(false));
  list.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && list.value !== "") {
      event.preventDefault();
      pick(true);
    }
  });
  const label = make("label", { for: "lm-find" }, words.find);
  return { element: make("div", { class: "lm-find" }, label, list), list };
}
