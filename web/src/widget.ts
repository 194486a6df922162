/** Puts map, slider, list, panel and legend together. */

import type { MapData } from "./contract";
import { Hint, layerBoxes, zoomButtons } from "./controls";
import { make } from "./dom";
import { finder } from "./find";
import { textAt } from "./frames";
import type { Target } from "./hits";
import { legend } from "./legend";
import { Panel, subject } from "./panel";
import type { Spot } from "./projection";
import { Timeline } from "./timeline";
import { View } from "./view";

/** Width from which the panel lies on the map and the legend stands open, in pixels; page.css says the same. */
const ROOMY = 544;

/** What tests and other scripts of the page may ask of the map. */
export interface MapHook {
  /** Resolves with true when the map stands, with false when the page keeps its printed sheets. */
  ready: Promise<boolean>;
  /** Why the map did not come up; empty where it did, and where there are no graphics or no data for it. */
  fault(): string;
  /** Index of the frame shown. */
  frame(): number;
  /** Number of frames. */
  frames: number;
  /** Show a frame. */
  setFrame(frame: number): void;
  /** Choose the thing of this id: open its panel and move there. */
  choose(id: string): boolean;
  /** Where the thing of this id can be pointed at, in pixels from the upper left corner of the map; null where it is not drawn. */
  at(id: string): Spot | null;
}

/** The whole of it inside one element. */
export class Widget {
  private readonly view: View;
  private readonly timeline: Timeline;
  private readonly panel: Panel;
  private readonly hint = new Hint();
  private waiting = false;

  /**
   * @param root element that the map fills
   * @param data what the page holds
   * @param worker address of the worker's script
   */
  constructor(
    private readonly root: HTMLElement,
    private readonly data: MapData,
    worker: string,
  ) {
    const { words } = data;
    this.panel = new Panel(data, () => this.view.choose(null));
    this.timeline = new Timeline(data, () => this.soon());
    const box = make("div", { class: "lm-map" });
    const stage = make("div", { class: "lm-stage" }, box);
    stage.style.setProperty("--shape", String(View.shape(data)));
    const { element: find, list } = finder(data, (target, go) => {
      this.choose(target, list, true);
      if (go) this.panel.focus();
    });
    root.setAttribute("role", "region");
    root.setAttribute("aria-label", words.title);
    // The map must lie in the page, at its size, before it is made.
    root.append(stage);
    this.view = new View(box, data, worker, {
      over: (target, x, y) => this.over(target, x, y),
      chosen: (target, x) => {
        this.panel.element.classList.toggle("left", x > box.clientWidth / 2);
        this.choose(target, box.querySelector("canvas"), false);
        if (!this.roomy()) this.panel.element.scrollIntoView({ block: "nearest" });
      },
    });
    const boxes = layerBoxes(data, this.view.shown, () => this.view.show(this.timeline.frame));
    const zoom = zoomButtons(data, (steps) => this.view.zoom(steps));
    stage.append(zoom, this.timeline.badge, this.hint.element);
    const key = legend(data, this.roomy());
    root.replaceChildren(find, this.panel.element, boxes, stage, this.timeline.element, key, this.timeline.status);
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.panel.close()) event.stopPropagation();
    });
    stage.classList.toggle("ahead", data.frames[data.now]?.kind === "ahead");
  }

  /** Resolves when the first picture stands. */
  ready(): Promise<void> {
    return this.view.ready(this.timeline.frame);
  }

  /** Fit the map to its place in the page. */
  settle(): void {
    this.view.resize();
    this.view.redraw();
  }

  /** Take everything away again. */
  remove(): void {
    this.view.remove();
    this.root.replaceChildren();
  }

  /** @returns what tests may ask, without the promise. */
  hook(): Omit<MapHook, "ready" | "fault"> {
    return {
      frames: this.data.frames.length,
      frame: () => this.timeline.frame,
      setFrame: (frame) => this.timeline.go(frame),
      choose: (id) => {
        const target = this.targetOf(id);
        return target !== null && this.choose(target, null, true);
      },
      at: (id) => {
        const target = this.targetOf(id);
        return target && this.view.spot(target);
      },
    };
  }

  private targetOf(id: string): Target | null {
    const { places, corridors, arrows } = this.data;
    const all = { place: places, corridor: corridors, arrow: arrows } as const;
    for (const kind of ["place", "corridor", "arrow"] as const) {
      const index = all[kind].findIndex((one) => one.id === id);
      if (index >= 0) return { kind, index };
    }
    return null;
  }

  private choose(target: Target, opener: HTMLElement | null, move: boolean): boolean {
    const found = subject(this.data, target);
    if (!found) return false;
    this.hint.show(null, 0, 0);
    this.panel.open(found, this.timeline.frame, opener);
    this.view.choose(target);
    if (move) {
      this.panel.element.classList.remove("left");
      this.view.fly(target, this.roomy() ? this.panel.element.offsetWidth : 0);
    }
    this.timeline.status.textContent = found.name;
    return true;
  }

  /** Whether the panel lies on the map, as page.css lays it out, and not below. */
  private roomy(): boolean {
    return this.root.clientWidth >= ROOMY;
  }

  private over(target: Target | null, x: number, y: number): void {
    const found = target && subject(this.data, target);
    const text = found && (textAt(found.text, this.data.texts, this.timeline.frame) ?? this.data.words.nothing);
    this.hint.show(found && text !== null ? { name: found.name, text } : null, x, y);
  }

  /** Pulls of the slider come faster than pictures: only the last one before each picture is drawn. */
  private soon(): void {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      const frame = this.timeline.frame;
      this.view.show(frame);
      this.panel.update(frame);
      this.root.querySelector(".lm-stage")?.classList.toggle("ahead", this.data.frames[frame]?.kind === "ahead");
    });
  }
}
