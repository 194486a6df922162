import { expect, it } from "vitest";
import { placed, type Wish } from "../src/labels";

const view = { left: 0, top: 0, right: 400, bottom: 300 };
const wish = (x: number, y: number, rank = 1): Wish => ({ x, y, rank, reach: 5, width: 50, height: 12 });

it("puts a name to the right of its mark where there is room", () => {
  expect(placed([wish(100, 100)], 1, view)).toEqual([{ dx: 8, dy: 0 }]);
});

it("puts it to the left where another mark or the edge of the map is in the way", () => {
  expect(placed([wish(100, 100), wish(130, 100, 2)], 1, view)[0]).toEqual({ dx: -58, dy: 0 });
  expect(placed([wish(380, 100)], 1, view)).toEqual([{ dx: -58, dy: 0 }]);
});

it("lets the important one choose first, whatever the order", () => {
  const [late, first] = placed([wish(100, 100, 1), wish(100, 108, 0)], 1, view);
  expect(first).toEqual({ dx: 8, dy: 0 });
  expect(late).not.toEqual({ dx: 8, dy: 0 });
});

it("leaves a name out rather than write over another, but never one of rank 0", () => {
  const crowd = Array.from({ length: 40 }, () => wish(200, 150, 1));
  expect(placed(crowd, 1, view).filter((seat) => seat === null).length).toBeGreaterThan(20);
  const court = Array.from({ length: 40 }, () => wish(200, 150, 0));
  expect(placed(court, 1, view).every((seat) => seat !== null)).toBe(true);
});

it("keeps names of the last rank for a closer look", () => {
  expect(placed([wish(100, 100, 2)], 1, view)).toEqual([null]);
  expect(placed([wish(100, 100, 2)], 2, view)).toEqual([{ dx: 8, dy: 0 }]);
});

it("never lets two names overlap", () => {
  const wishes = Array.from({ length: 60 }, (_, i) => wish(20 + ((i * 53) % 360), 20 + ((i * 31) % 260)));
  const boxes = placed(wishes, 1, view).flatMap((seat, i) => {
    const { x, y } = wishes[i] as Wish;
    return seat ? [{ left: x + seat.dx, right: x + seat.dx + 50, top: y + seat.dy - 6, bottom: y + seat.dy + 6 }] : [];
  });
  expect(boxes.length).toBeGreaterThan(15);
  for (const [i, a] of boxes.entries())
    for (const b of boxes.slice(i + 1))
      expect(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top).toBe(true);
});
