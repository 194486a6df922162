/** The names of places, on a canvas above their marks. */

import type { MapData } from "./contract";
import { resize, sharpCanvas } from "./dom";
import { placed, type Seat, type Wish } from "./labels";
import { type Camera, onScreen, type Spot } from "./projection";

type Pen = CanvasRenderingContext2D;

/** Draws the names, and finds them their places anew whenever the scale or what is shown changes. */
export class Names {
  /** What they are drawn on. */
  readonly canvas: HTMLCanvasElement;
  private pen: Pen | null;
  private readonly widths = new Map<number, number>();
  private seats: (Seat | null)[] = [];
  private seatedFor = "";
  private drawnFor = "";

  /**
   * @param data what the page holds
   * @param font family of the page's own writing
   * @param spots where each place lies on the world
   */
  constructor(
    private readonly data: MapData,
    private readonly font: string,
    private readonly spots: readonly Spot[],
  ) {
    const { canvas, pen } = sharpCanvas(1, 1);
    this.canvas = canvas;
    this.pen = pen;
  }

  /**
   * Draw, if anything moved.
   * @param camera what the map shows
   * @param room how far the mark of each place reaches, in pixels; 0 for a place that is not shown
   * @param most highest rank of a name that is shown
   * @param resting whether the camera stands still; while it moves, names keep their side of the mark for as long as they can
   */
  draw(camera: Camera, room: readonly number[], most: number, resting: boolean): void {
    const size = `${camera.width} ${camera.height}`;
    const exact = `${camera.zoom.toFixed(4)} ${camera.centre.join(" ")} ${size}`;
    const scale = `${most} ${room.join(" ")} `;
    const seated = scale + (resting ? exact : (Math.round(camera.zoom * 3) / 3).toFixed(1));
    const drawn = seated + exact;
    if (drawn === this.drawnFor) return;
    if (this.canvas.style.width !== `${camera.width}px` || this.canvas.style.height !== `${camera.height}px`)
      this.pen = resize(this.canvas, camera.width, camera.height);
    const pen = this.pen;
    if (!pen) return;
    const at = onScreen(camera);
    if (seated !== this.seatedFor) this.seat(pen, at, room, most, camera);
    this.seatedFor = seated;
    this.drawnFor = drawn;
    this.write(pen, at, camera);
  }

  private type(rank: number): { font: string; height: number } {
    const size = rank === 0 ? 13 : rank === 1 ? 11.5 : 10.5;
    return { font: `${rank === 0 ? 600 : 400} ${size}px ${this.font}`, height: size * 1.15 };
  }

  private seat(pen: Pen, at: (spot: Spot) => Spot, room: readonly number[], most: number, camera: Camera): void {
    const whose: number[] = [];
    const wishes: Wish[] = [];
    this.data.places.forEach((place, index) => {
      const reach = room[index] ?? 0;
      if (reach === 0) return;
      const { font, height } = this.type(place.rank);
      pen.font = font;
      const width = this.widths.get(index) ?? pen.measureText(place.name).width;
      this.widths.set(index, width);
      whose.push(index);
      wishes.push({ ...at(this.spots[index] as Spot), reach, width, height, rank: place.rank });
    });
    this.seats = this.data.places.map(() => null);
    const view = { left: 2, top: 2, right: camera.width - 2, bottom: camera.height - 2 };
    for (const [i, seat] of placed(wishes, most, view).entries()) this.seats[whose[i] as number] = seat;
  }

  private write(pen: Pen, at: (spot: Spot) => Spot, camera: Camera): void {
    const { places, colours } = this.data;
    pen.clearRect(0, 0, camera.width, camera.height);
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    this.seats.forEach((seat, index) => {
      const place = places[index];
      if (!seat || !place) return;
      const { x, y } = at(this.spots[index] as Spot);
      if (x < -150 || y < -20 || x > camera.width + 150 || y > camera.height + 20) return;
      pen.font = this.type(place.rank).font;
      pen.strokeStyle = colours.home;
      pen.lineWidth = 3;
      pen.globalAlpha = 0.85;
      pen.strokeText(place.name, x + seat.dx, y + seat.dy + 0.5);
      pen.globalAlpha = 1;
      pen.fillStyle = place.rank < 2 ? colours.ink : colours.muted;
      pen.fillText(place.name, x + seat.dx, y + seat.dy + 0.5);
    });
  }
}
