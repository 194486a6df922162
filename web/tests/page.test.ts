import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { layerBoxes, zoomButtons } from "../src/controls";
import { finder, targetOf } from "../src/find";
import { legend } from "../src/legend";
import { Panel, subject } from "../src/panel";
import { Timeline } from "../src/timeline";
import { EVIL, planted } from "./planted";

const press = (element: Element, key: string): void => {
  element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
};

const part = <T extends Element>(root: ParentNode, selector: string): T => {
  const found = root.querySelector<T>(selector);
  if (!found) throw new Error(`nothing matches ${selector}`);
  return found;
};

beforeEach(() => vi.useFakeTimers());

afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

describe("panel", () => {
  const open = (name: string, frame: number) => {
    const data = planted();
    const closed = vi.fn();
    const panel = new Panel(data, closed);
    document.body.append(panel.element);
    const index = data.places.findIndex(({ id }) => id === name);
    const found = subject(data, { kind: "place", index });
    if (!found) throw new Error(name);
    const opener = document.createElement("button");
    document.body.append(opener);
    panel.open(found, frame, opener);
    return { panel, opener, closed, element: panel.element };
  };

  it("names the place and says what holds in the frame", () => {
    const { panel, element } = open("mill", 0);
    expect(part(element, "h3").textContent).toBe("Millhaven");
    expect(part(element, ".lm-text").textContent).toBe("calm");
    panel.update(2);
    expect(part(element, ".lm-text").textContent).toBe("word nothing");
    expect(part(element, ".lm-week").textContent).toBe("word ahead, 20 January");
    expect(part(element, ".lm-week").className).toContain("ahead");
  });

  it("links the rows of the reports, and names one that the page does not hold", () => {
    const details = document.createElement("details");
    const row = document.createElement("li");
    row.id = "r-F1";
    row.textContent = `F1  the bridge\n is ${EVIL}`;
    details.append(row);
    document.body.append(details);
    const { element } = open("mill", 0);
    const lines = [...element.querySelectorAll("li")];
    const link = part<HTMLAnchorElement>(lines[0] as Element, "a");
    expect(link.getAttribute("href")).toBe("#r-F1");
    expect(lines[0]?.textContent).toBe(`F1 the bridge is ${EVIL}`);
    expect(lines[1]?.querySelector("a")).toBeNull();
    expect(lines[1]?.textContent).toBe("F2");
    link.click();
    expect(details.open).toBe(true);
  });

  it("says so where no report speaks, and where the number is the model's alone", () => {
    const silent = open("amber", 0).element;
    expect(part(silent, ".lm-none").textContent).toBe("word no_reports");
    expect(part(silent, ".lm-unheard").textContent).toBe("word unheard");
    expect(open("mill", 0).element.querySelector(".lm-unheard")).toBeNull();
  });

  it("reads nothing as HTML", () => {
    const { element } = open("amber", 0);
    expect(part(element, "h3").textContent).toBe(EVIL);
    const { panel, element: told } = open("mill", 1);
    panel.update(1);
    expect(part(told, ".lm-text").textContent).toContain(EVIL);
    expect(document.querySelector("script, img")).toBeNull();
  });

  it("closes and gives the focus back to what opened it", () => {
    const { panel, opener, closed, element } = open("mill", 0);
    panel.focus();
    expect(document.activeElement).toBe(part(element, "h3"));
    part<HTMLButtonElement>(element, ".lm-close").click();
    expect(element.hidden).toBe(true);
    expect(document.activeElement).toBe(opener);
    expect(closed).toHaveBeenCalledOnce();
    expect(panel.close()).toBe(false);
  });
});

describe("list of everything", () => {
  it("holds every place, road and movement, sorted and under its heading", () => {
    const { list } = finder(planted(), () => undefined);
    const groups = [...list.querySelectorAll("optgroup")].map(({ label, children }) => [label, children.length]);
    expect(groups).toEqual([
      ["word find_towns", 2],
      ["word find_camps", 1],
      ["word find_corridors", 2],
      ["word find_movement", 1],
    ]);
  });

  it("opens on a choice, and goes there on enter", () => {
    const chosen = vi.fn();
    const { list } = finder(planted(), chosen);
    list.value = "place 0";
    list.dispatchEvent(new Event("change"));
    expect(chosen).toHaveBeenLastCalledWith({ kind: "place", index: 0 }, false);
    press(list, "Enter");
    expect(chosen).toHaveBeenLastCalledWith({ kind: "place", index: 0 }, true);
    list.value = "";
    press(list, "Enter");
    expect(chosen).toHaveBeenCalledTimes(2);
  });

  it("reads only its own values", () => {
    expect(targetOf("arrow 3")).toEqual({ kind: "arrow", index: 3 });
    expect(targetOf("")).toBeNull();
    expect(targetOf("mine 3")).toBeNull();
  });
});

describe("slider", () => {
  const made = () => {
    const changed = vi.fn();
    const timeline = new Timeline(planted(), changed);
    document.body.append(timeline.element, timeline.badge, timeline.status);
    return { timeline, changed, range: part<HTMLInputElement>(timeline.element, "input") };
  };

  it("starts at the cut-off and says which week it shows, past and ahead told apart", () => {
    const { timeline, range } = made();
    expect(timeline.frame).toBe(1);
    expect(range.getAttribute("aria-valuetext")).toBe("word now, 13 January");
    timeline.go(2);
    expect(range.getAttribute("aria-valuetext")).toBe("word ahead, 20 January");
    expect(timeline.badge.className).toBe("lm-badge ahead");
    expect(timeline.badge.textContent).toContain("word ahead_note");
    timeline.go(0);
    expect(timeline.badge.className).toBe("lm-badge past");
    expect(timeline.badge.textContent).not.toContain("word ahead_note");
  });

  it("has a label and tells screen readers once it rests", () => {
    const { timeline, range, changed } = made();
    expect(part(timeline.element, `label[for="${range.id}"]`).textContent).toBe("word slider");
    range.value = "0";
    range.dispatchEvent(new Event("input"));
    range.value = "2";
    range.dispatchEvent(new Event("input"));
    expect(changed.mock.calls).toEqual([[0], [2]]);
    expect(timeline.status.textContent).toBe("");
    vi.advanceTimersByTime(400);
    expect(timeline.status.textContent).toBe("word ahead, 20 January");
  });

  it("never leaves the frames there are", () => {
    const { timeline } = made();
    timeline.go(99);
    expect(timeline.frame).toBe(2);
    timeline.go(-4);
    expect(timeline.frame).toBe(0);
  });

  it("plays to the end, stops there, and begins anew", () => {
    const { timeline } = made();
    const button = part<HTMLButtonElement>(timeline.element, "button");
    expect(button.getAttribute("aria-label")).toBe("word play");
    button.click();
    expect(button.getAttribute("aria-label")).toBe("word pause");
    vi.advanceTimersByTime(900);
    expect(timeline.frame).toBe(2);
    expect(button.getAttribute("aria-label")).toBe("word play");
    button.click();
    expect(timeline.frame).toBe(0);
    button.click();
    vi.advanceTimersByTime(5000);
    expect(timeline.frame).toBe(0);
  });

  it("goes slowly for a reader who asked for less motion", () => {
    vi.stubGlobal("matchMedia", () => ({ matches: true }));
    const { timeline } = made();
    timeline.go(0);
    part<HTMLButtonElement>(timeline.element, "button").click();
    vi.advanceTimersByTime(900);
    expect(timeline.frame).toBe(0);
    vi.advanceTimersByTime(1000);
    expect(timeline.frame).toBe(1);
    vi.unstubAllGlobals();
  });
});

describe("controls", () => {
  it("switch layers", () => {
    const shown = { corridors: true, towns: true, camps: true, movement: true };
    const changed = vi.fn();
    const boxes = layerBoxes(planted(), shown, changed);
    expect(part(boxes, "legend").textContent).toBe("word layers");
    const box = part<HTMLInputElement>(boxes, "input");
    box.checked = false;
    box.dispatchEvent(new Event("change"));
    expect(shown.corridors).toBe(false);
    expect(changed).toHaveBeenCalledOnce();
    expect(layerBoxes({ ...planted(), arrows: [] }, shown, changed).querySelectorAll("input")).toHaveLength(3);
  });

  it("zoom closer, farther and home, each with a name", () => {
    const zoom = vi.fn();
    const buttons = [...zoomButtons(planted(), zoom).querySelectorAll("button")];
    for (const button of buttons) button.click();
    expect(zoom.mock.calls).toEqual([[1], [-1], [0]]);
    expect(buttons.map((button) => button.getAttribute("aria-label"))).toEqual([
      "word zoom_in",
      "word zoom_out",
      "word home",
    ]);
  });

  it("show every class in the legend, the unknown ones too", () => {
    const made = legend(planted(), true);
    expect([...made.querySelectorAll(".lm-group li span")].map(({ textContent }) => textContent)).toEqual([
      "open",
      "not known",
      "not known",
      "under 3",
      "likely",
      "over 100 %",
      "under 500",
    ]);
    expect(made.textContent).toContain("word legend_unheard");
    expect(made.textContent).toContain("A note.");
    expect(made.open).toBe(true);
  });
});
