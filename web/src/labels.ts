/** Where names stand: beside their mark, never on another mark or name, the important ones first. */

/** A box on the screen in pixels. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A name that looks for a place. */
export interface Wish {
  /** Middle of the mark in pixels. */
  x: number;
  y: number;
  /** Half the size of the mark in pixels, with what surrounds it. */
  reach: number;
  /** Size of the text in pixels. */
  width: number;
  height: number;
  /** 0: before all others; 1: where there is room; 2: after all others. */
  rank: number;
}

/** Where the name stands, from the middle of its mark: left end of the text and its middle line. */
export interface Seat {
  dx: number;
  dy: number;
}

const GAP = 3;

/** Boxes sorted into squares of the screen, so that few are compared. */
class Ground {
  private readonly cells = new Map<string, Box[]>();
  private readonly size = 64;

  private keys(box: Box): string[] {
    const out: string[] = [];
    for (let x = Math.floor(box.left / this.size); x <= Math.floor(box.right / this.size); x += 1)
      for (let y = Math.floor(box.top / this.size); y <= Math.floor(box.bottom / this.size); y += 1)
        out.push(`${x} ${y}`);
    return out;
  }

  take(box: Box): void {
    for (const key of this.keys(box)) {
      const there = this.cells.get(key);
      if (there) there.push(box);
      else this.cells.set(key, [box]);
    }
  }

  free(box: Box, own: Box): boolean {
    return this.keys(box).every((key) =>
      (this.cells.get(key) ?? []).every(
        (b) => b === own || b.right <= box.left || b.left >= box.right || b.bottom <= box.top || b.top >= box.bottom,
      ),
    );
  }
}

function seats(wish: Wish): Seat[] {
  const { reach: r, width: w, height: h } = wish;
  const side = r + GAP;
  const slope = r * 0.7 + GAP;
  return [
    { dx: side, dy: 0 },
    { dx: -side - w, dy: 0 },
    { dx: -w / 2, dy: -r - GAP - h / 2 },
    { dx: -w / 2, dy: r + GAP + h / 2 },
    { dx: slope, dy: -slope - h / 4 },
    { dx: slope, dy: slope + h / 4 },
    { dx: -slope - w, dy: -slope - h / 4 },
    { dx: -slope - w, dy: slope + h / 4 },
  ];
}

const boxOf = (wish: Wish, seat: Seat): Box => ({
  left: wish.x + seat.dx - 1,
  right: wish.x + seat.dx + wish.width + 1,
  top: wish.y + seat.dy - wish.height / 2,
  bottom: wish.y + seat.dy + wish.height / 2,
});

const markOf = ({ x, y, reach }: Wish): Box => ({
  left: x - reach,
  right: x + reach,
  top: y - reach,
  bottom: y + reach,
});

/** Seats that keep the whole name in view; all of them for a mark that is out of view itself. */
function inView(wish: Wish, all: Seat[], view: Box): Seat[] {
  const out = wish.x < view.left || wish.x > view.right || wish.y < view.top || wish.y > view.bottom;
  return all.filter((seat) => {
    const box = boxOf(wish, seat);
    return (
      out || (box.left >= view.left && box.right <= view.right && box.top >= view.top && box.bottom <= view.bottom)
    );
  });
}

/**
 * Find a place for each name.
 * @param wishes the names, in the order in which they were given
 * @param most highest rank that is shown at all
 * @param view what the screen shows
 * @returns for each name its seat, or null where it is not shown; a name of rank 0 is always shown
 */
export function placed(wishes: readonly Wish[], most: number, view: Box): (Seat | null)[] {
  const marks = wishes.map(markOf);
  const [everything, names] = [new Ground(), new Ground()];
  for (const mark of marks) everything.take(mark);
  const order = wishes.map((_, i) => i).sort((a, b) => (wishes[a] as Wish).rank - (wishes[b] as Wish).rank || a - b);
  const out: (Seat | null)[] = wishes.map(() => null);
  for (const i of order) {
    const wish = wishes[i] as Wish;
    if (wish.rank > most && wish.rank > 0) continue;
    const any = seats(wish);
    const all = inView(wish, any, view);
    const free = (ground: Ground): Seat | undefined =>
      all.find((seat) => ground.free(boxOf(wish, seat), marks[i] as Box));
    // A name that must stand rather covers a mark than another name.
    const seat = free(everything) ?? (wish.rank === 0 ? (free(names) ?? all[0] ?? any[0]) : undefined);
    if (!seat) continue;
    everything.take(boxOf(wish, seat));
    names.take(boxOf(wish, seat));
    out[i] = seat;
  }
  return out;
}
