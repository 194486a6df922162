import { describe, expect, it } from "vitest";
import type { Place } from "../src/contract";
import { Scene } from "../src/scene";
import { planted } from "./planted";

const SHOWN = { corridors: true, towns: true, camps: true, movement: true };

/** How far the pointer may be from a place that is drawn in a window of its own. */
function reachOf(more: Partial<Place>): number | undefined {
  const data = planted();
  data.places = [{ ...(data.places[0] as Place), ...more }];
  const scene = new Scene(data, "serif", SHOWN);
  scene.draw({ centre: [1, 1], zoom: 6, width: 400, height: 300 }, 6, 0, [], true);
  return scene.reaches().find(({ kind }) => kind === "place")?.reach;
}

describe("scene", () => {
  it("gives a town of which only a siege is told the room of its ring", () => {
    const dot = reachOf({ holder: "", fuel: "", siege: "" });
    const ring = reachOf({ holder: "", fuel: "", siege: "0" });
    expect(dot).toBe(9);
    expect(ring).toBeGreaterThan(9);
  });
});
