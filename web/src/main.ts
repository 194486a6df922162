/** Starts the map where it can run; everywhere else the page keeps the maps that are printed in it. */

import type { MapData } from "./contract";
import { type MapHook, Widget } from "./widget";

declare global {
  interface Window {
    harmattanMap?: MapHook;
  }
}

let fault = "";

const PATIENCE = 20_000; // milliseconds until a map that does not come up is given up

function hasGraphics(): boolean {
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}

/**
 * Address of the worker. The browser reads what follows "#" as nothing; MapLibre reads the ending and starts a plain script,
 * because no browser starts a module from a blob on a page that was opened from disk.
 */
function workerAddress(code: string): string {
  return `${URL.createObjectURL(new Blob([code], { type: "text/javascript" }))}#worker.cjs`;
}

async function start(): Promise<Omit<MapHook, "ready" | "fault"> | null> {
  const root = document.getElementById("live-map");
  const data = document.getElementById("map-data")?.textContent;
  const worker = document.getElementById("map-worker")?.textContent;
  if (!root || !data || !worker || !hasGraphics()) return null;
  root.classList.add("lm-waiting");
  root.hidden = false;
  let widget: Widget | null = null;
  try {
    widget = new Widget(root, JSON.parse(data) as MapData, workerAddress(worker));
    const late = new Promise<never>((_, failed) => window.setTimeout(() => failed(new Error("late")), PATIENCE));
    await Promise.race([widget.ready(), late]);
    document.documentElement.classList.add("has-map");
    root.classList.remove("lm-waiting");
    widget.settle();
    return widget.hook();
  } catch (error) {
    // The printed maps say the same: a reader needs no message, and nothing half drawn.
    fault = error instanceof Error ? error.message || error.name : String(error);
    widget?.remove();
    root.replaceChildren();
    root.hidden = true;
    return null;
  }
}

const started = start();
const early: Omit<MapHook, "ready"> = {
  fault: () => fault,
  frames: 0,
  frame: () => 0,
  setFrame: () => undefined,
  choose: () => false,
  at: () => null,
};
window.harmattanMap = { ...early, ready: started.then((hook) => hook !== null) };
void started.then((hook) => {
  if (hook && window.harmattanMap) Object.assign(window.harmattanMap, hook);
});
