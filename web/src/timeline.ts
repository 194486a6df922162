/** The slider through the weeks: what was, the cut-off, what may come. */

import type { MapData } from "./contract";
import { make } from "./dom";

const STEP = 800; // milliseconds a week while it plays
const STEP_CALM = 1800; // for a reader who asked for less motion

/** Slider, button and the words beside them. */
export class Timeline {
  readonly element: HTMLElement;
  /** What stands over the map: which week is shown, and whether it is an outlook. */
  readonly badge: HTMLElement;
  /** Read out by screen readers when a week is chosen. */
  readonly status: HTMLElement;
  private readonly range: HTMLInputElement;
  private readonly button: HTMLButtonElement;
  private timer: number | undefined;
  private saying: number | undefined;

  /**
   * @param data what the page holds
   * @param changed told of each frame chosen
   */
  constructor(
    private readonly data: MapData,
    private readonly changed: (frame: number) => void,
  ) {
    const { words, frames, now } = data;
    const last = frames.length - 1;
    this.range = make("input", {
      type: "range",
      min: "0",
      max: String(last),
      step: "1",
      value: String(now),
      id: "lm-week",
    });
    this.button = make("button", { type: "button", class: "lm-play" });
    this.badge = make("p", { class: "lm-badge", "aria-hidden": "true" });
    this.status = make("p", { class: "lm-unseen", role: "status", "aria-live": "polite" });
    const scale = make("div", { class: "lm-scale", "aria-hidden": "true" });
    const share = last > 0 ? now / last : 1;
    scale.classList.toggle("early", share < 0.4);
    scale.classList.toggle("late", share > 0.65);
    const named: [string, number][] = [
      ["first", 0],
      ["cut", now],
      ["last", last],
    ];
    for (const [place, frame] of named)
      if (place === "cut" || frame !== now) scale.append(make("span", { class: place }, frames[frame]?.label ?? ""));
    const label = make("label", { for: "lm-week", class: "lm-unseen" }, words.slider);
    const track = make("div", { class: "lm-track" }, this.range, scale);
    track.style.setProperty("--now", String(share));
    this.element = make("div", { class: "lm-time" }, this.button, label, track);
    this.range.addEventListener("input", () => {
      this.stop();
      this.go(Number(this.range.value));
    });
    this.button.addEventListener("click", () => (this.timer === undefined ? this.play() : this.stop()));
    this.stop();
    this.tell(now, false);
  }

  /** @returns index of the frame shown. */
  get frame(): number {
    return Number(this.range.value);
  }

  /**
   * Show a frame.
   * @param frame its index; held between the first and the last
   * @param aloud whether screen readers are told
   */
  go(frame: number, aloud = true): void {
    const held = Math.min(this.data.frames.length - 1, Math.max(0, frame));
    this.range.value = String(held);
    this.tell(held, aloud);
    this.changed(held);
  }

  private play(): void {
    const { frames, words } = this.data;
    if (this.frame >= frames.length - 1) this.go(0, false);
    const calm = window.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false;
    this.timer = window.setInterval(
      () => {
        if (this.frame + 1 >= frames.length - 1) this.stop();
        this.go(this.frame + 1, this.timer === undefined);
      },
      calm ? STEP_CALM : STEP,
    );
    this.button.setAttribute("aria-label", words.pause);
    this.button.title = words.pause;
    this.button.classList.add("playing");
  }

  private stop(): void {
    window.clearInterval(this.timer);
    this.timer = undefined;
    this.button.setAttribute("aria-label", this.data.words.play);
    this.button.title = this.data.words.play;
    this.button.classList.remove("playing");
  }

  private tell(frame: number, aloud: boolean): void {
    const { frames, words } = this.data;
    const found = frames[frame];
    if (!found) return;
    const note = found.kind === "ahead" ? [make("small", {}, words.ahead_note)] : [];
    this.badge.className = `lm-badge ${found.kind}`;
    this.badge.replaceChildren(make("b", {}, words[found.kind]), ", ", make("span", {}, found.label), ...note);
    const said = `${words[found.kind]}, ${found.label}`;
    this.range.setAttribute("aria-valuetext", said);
    window.clearTimeout(this.saying);
    // Said once the slider rests: each week of a long pull would only be noise.
    if (aloud) this.saying = window.setTimeout(() => (this.status.textContent = said), 350);
  }
}
