/** The panel of one place, road or movement: its name, what is said of it this week, and the reports behind. */

import type { MapData } from "./contract";
import { make } from "./dom";
import { textAt } from "./frames";
import type { Target } from "./hits";

/** What the panel and the hint need to know of a thing. */
export interface Subject {
  name: string;
  text: number[];
  reports: string[];
  heard: boolean;
}

/**
 * Look up a thing.
 * @param data what the page holds
 * @param target the thing
 * @returns its name, texts and reports; null where there is no such thing
 */
export function subject(data: MapData, { kind, index }: Target): Subject | null {
  if (kind === "arrow") {
    const arrow = data.arrows[index];
    return arrow ? { name: arrow.name, text: arrow.text, reports: [], heard: true } : null;
  }
  const found = kind === "place" ? data.places[index] : data.corridors[index];
  return found ? { name: found.name, text: found.text, reports: found.reports, heard: found.heard === 1 } : null;
}

/** A link to the row of a report, with the words of the row; only the id where the page has no such row. */
function reportLine(id: string): HTMLLIElement {
  const row = document.getElementById(`r-${id}`);
  if (!row) return make("li", {}, make("b", {}, id));
  const said = (row.textContent ?? "").replace(/\s+/g, " ").trim();
  const link = make("a", { href: `#r-${id}` }, id);
  link.addEventListener("click", () => {
    for (let at: HTMLElement | null = row; at; at = at.parentElement)
      if (at instanceof HTMLDetailsElement) at.open = true;
  });
  return make("li", {}, link, " ", make("span", {}, said.startsWith(id) ? said.slice(id.length).trim() : said));
}

/** The panel. */
export class Panel {
  readonly element: HTMLElement;
  private readonly heading = make("h3", { id: "lm-name", tabindex: "-1" });
  private readonly week = make("p", { class: "lm-week" });
  private readonly text = make("p", { class: "lm-text" });
  private readonly rest = make("div");
  private shown: Subject | null = null;
  private opener: HTMLElement | null = null;

  /**
   * @param data what the page holds
   * @param closed told when the reader closes the panel
   */
  constructor(
    private readonly data: MapData,
    private readonly closed: () => void,
  ) {
    const { words } = data;
    const button = make(
      "button",
      { type: "button", class: "lm-close", "aria-label": words.close, title: words.close },
      make("span", { "aria-hidden": "true" }, "×"),
    );
    button.addEventListener("click", () => this.close());
    const parts = [make("div", { class: "lm-head" }, this.heading, button), this.week, this.text, this.rest];
    this.element = make("div", { class: "lm-panel", role: "region", "aria-label": words.panel, hidden: "" }, ...parts);
  }

  /**
   * Open the panel on a thing.
   * @param found the thing
   * @param frame index of the frame shown
   * @param opener what gets the focus back
   */
  open(found: Subject, frame: number, opener: HTMLElement | null): void {
    const { words } = this.data;
    this.shown = found;
    this.opener = opener;
    this.heading.textContent = found.name;
    const reports =
      found.reports.length > 0
        ? [make("h4", {}, words.reports), make("ul", {}, ...found.reports.map(reportLine))]
        : [make("p", { class: "lm-none" }, words.no_reports)];
    const unheard = found.heard ? [] : [make("p", { class: "lm-unheard" }, words.unheard)];
    this.rest.replaceChildren(...unheard, ...reports);
    this.element.hidden = false;
    this.element.scrollTop = 0;
    this.update(frame);
  }

  /**
   * Say what holds in another frame.
   * @param frame its index
   */
  update(frame: number): void {
    if (!this.shown) return;
    const { words, frames, texts } = this.data;
    const found = frames[frame];
    this.week.className = `lm-week ${found?.kind ?? ""}`;
    if (found) this.week.replaceChildren(make("b", {}, words[found.kind]), ", ", found.label);
    this.text.textContent = textAt(this.shown.text, texts, frame) ?? words.nothing;
  }

  /** Put the focus on the panel. */
  focus(): void {
    this.heading.focus();
  }

  /**
   * Close the panel and give the focus back to what opened it.
   * @returns whether it was open
   */
  close(): boolean {
    if (!this.shown) return false;
    this.shown = null;
    this.element.hidden = true;
    this.opener?.focus();
    this.closed();
    return true;
  }
}
