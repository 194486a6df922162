import { describe, expect, it } from "vitest";
import { along, bend, headLength, straightened } from "../src/curves";
import { beside, distance, spotOf, under } from "../src/hits";
import { lanes, outwards } from "../src/lanes";
import { pieces } from "../src/roads";
import { aspect, onScreen, worldSpot } from "../src/projection";

describe("projection", () => {
  it("puts the middle of the world in the middle of the screen", () => {
    const at = onScreen({ centre: [0, 0], zoom: 0, width: 512, height: 512 });
    expect(at(worldSpot([0, 0]))).toEqual({ x: 256, y: 256 });
    expect(at(worldSpot([180, 0])).x).toBeCloseTo(512);
    expect(at(worldSpot([0, 85.0511])).y).toBeCloseTo(0, 2);
  });

  it("doubles with each step of zoom", () => {
    const at = onScreen({ centre: [10, 0], zoom: 1, width: 100, height: 100 });
    expect(at(worldSpot([20, 0])).x - 50).toBeCloseTo((10 / 360) * 1024);
  });

  it("measures a box at the equator as nearly square", () => {
    expect(aspect([-1, -1, 1, 1])).toBeCloseTo(1, 3);
    expect(aspect([-2, -1, 2, 1])).toBeCloseTo(2, 3);
  });
});

describe("lanes", () => {
  it("go outwards from the middle", () => {
    expect([0, 1, 2, 3, 4].map(outwards)).toEqual([0, 1, -1, 2, -2]);
  });

  it("keep corridors apart that share a piece of road, and only those", () => {
    const found = lanes([
      [
        [0, 0],
        [1, 0],
        [2, 0],
      ],
      [
        [1, 0],
        [2, 0],
        [3, 1],
      ],
      [
        [5, 5],
        [6, 6],
      ],
    ]);
    expect(found.map(({ lane }) => lane)).toEqual([0, 1, 0]);
  });

  it("turn a corridor that runs against the one it meets, so that its lane stays on its side", () => {
    const found = lanes([
      [
        [0, 0],
        [1, 0],
      ],
      [
        [1, 0],
        [0, 0],
      ],
    ]);
    expect(found[1]?.line).toEqual([
      [0, 0],
      [1, 0],
    ]);
    expect(found[1]?.lane).toBe(1);
  });

  it("leave a place that is only crossed alone", () => {
    const found = lanes([
      [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
      [
        [0, 2],
        [1, 1],
        [2, 0],
      ],
    ]);
    expect(found.map(({ lane }) => lane)).toEqual([0, 0]);
  });
});

describe("arrows", () => {
  const curve = bend({ x: 0, y: 0 }, { x: 200, y: 0 }, 2);

  it("bend to the left of their way, so that there and back never lie on each other", () => {
    const back = bend({ x: 200, y: 0 }, { x: 0, y: 0 }, 2);
    expect(curve?.handle.y).toBeLessThan(0);
    expect(back?.handle.y).toBeGreaterThan(0);
  });

  it("leave room for the marks at both ends", () => {
    expect(Math.hypot(curve?.start.x ?? 0, curve?.start.y ?? 0)).toBeCloseTo(9);
    const tip = curve?.head[0] ?? { x: 0, y: 0 };
    expect(Math.hypot(200 - tip.x, tip.y)).toBeCloseTo(9);
  });

  it("have a head that grows with the width", () => {
    const [tip, left, right] = curve?.head ?? [];
    expect(headLength(6)).toBeGreaterThan(headLength(2));
    const base = { x: ((left?.x ?? 0) + (right?.x ?? 0)) / 2, y: ((left?.y ?? 0) + (right?.y ?? 0)) / 2 };
    expect(Math.hypot((tip?.x ?? 0) - base.x, (tip?.y ?? 0) - base.y)).toBeCloseTo(headLength(2));
  });

  it("are not drawn between places that lie too close", () => {
    expect(bend({ x: 0, y: 0 }, { x: 12, y: 0 }, 2)).toBeNull();
  });

  it("can be followed in straight pieces", () => {
    expect(straightened(curve ?? (undefined as never), 4)).toHaveLength(5);
    expect(along({ x: 0, y: 0 }, { x: 1, y: 2 }, { x: 2, y: 0 }, 0.5)).toEqual({ x: 1, y: 1 });
  });
});

describe("what lies under the pointer", () => {
  const road = (index: number, y: number) =>
    ({
      kind: "corridor",
      index,
      reach: 6,
      path: [
        { x: 0, y },
        { x: 100, y },
      ],
    }) as const;
  const town = { kind: "place", index: 7, reach: 9, path: [{ x: 50, y: 8 }] } as const;

  it("measures to the nearest point of a piece", () => {
    expect(distance({ x: 5, y: 3 }, { x: 0, y: 0 }, { x: 10, y: 0 })).toBe(3);
    expect(distance({ x: -4, y: 3 }, { x: 0, y: 0 }, { x: 10, y: 0 })).toBe(5);
    expect(distance({ x: 3, y: 4 }, { x: 0, y: 0 }, { x: 0, y: 0 })).toBe(5);
  });

  it("is a mark before a road, the nearer of two roads, or nothing", () => {
    expect(under({ x: 50, y: 0 }, [road(0, 0), town])).toEqual({ kind: "place", index: 7 });
    expect(under({ x: 20, y: 3 }, [road(0, 0), road(1, 4)])).toEqual({ kind: "corridor", index: 1 });
    expect(under({ x: 20, y: 40 }, [road(0, 0), town])).toBeNull();
  });

  it("is found again where nothing covers it", () => {
    expect(spotOf({ kind: "place", index: 7 }, [road(0, 0), town])).toEqual(town.path[0]);
    const bent = { ...road(0, 4), path: [...road(0, 4).path, { x: 100, y: 60 }] };
    expect(spotOf({ kind: "corridor", index: 0 }, [town, bent])).toEqual({ x: 100, y: 32 });
    expect(spotOf({ kind: "corridor", index: 0 }, [town, road(0, 4)])).toBeNull();
    expect(spotOf({ kind: "corridor", index: 5 }, [town, bent])).toBeNull();
  });

  it("finds a road in its lane, to the right of its way", () => {
    expect(
      beside(
        [
          { x: 0, y: 0 },
          { x: 10, y: 0 },
        ],
        4,
      ),
    ).toEqual([
      { x: 0, y: 4 },
      { x: 10, y: 4 },
    ]);
    expect(
      beside(
        [
          { x: 0, y: 0 },
          { x: 0, y: 10 },
        ],
        4,
      ),
    ).toEqual([
      { x: -4, y: 0 },
      { x: -4, y: 10 },
    ]);
  });
});

describe("roads", () => {
  it("are drawn piece by piece, and their dashes run on from one piece to the next", () => {
    const told: string[] = [];
    const pen = {
      lineWidth: 0,
      lineCap: "butt",
      lineDashOffset: 0,
      setLineDash: (dash: number[]) => told.push(`dash ${dash.join(" ")}`),
      beginPath: () => undefined,
      moveTo: (x: number, y: number) => told.push(`from ${x} ${y}`),
      lineTo: (x: number, y: number) => told.push(`to ${x} ${y}`),
      stroke: () => told.push(`stroke ${pen.lineDashOffset}`),
    };
    const line = [
      { x: 0, y: 0 },
      { x: 3, y: 4 },
      { x: 3, y: 10 },
    ];
    pieces(pen as unknown as CanvasRenderingContext2D, line, 2, "butt", [4, 2]);
    expect(told).toEqual(["dash 4 2", "from 0 0", "to 3 4", "stroke 0", "from 3 4", "to 3 10", "stroke 5", "dash "]);
    expect(pen.lineDashOffset).toBe(0);
  });
});
