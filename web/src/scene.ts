/** Towns, camps, arrows and names, drawn over the map on canvases of their own that follow its camera. */

import type { MapData, Place } from "./contract";
import { bend, type Curve, straightened } from "./curves";
import { resize, sharpCanvas } from "./dom";
import { classAt, everDrawn, NOTHING } from "./frames";
import { type Reach, type Target } from "./hits";
import { CAMP_REACH, drawArrow, drawCamp, drawDot, drawTown, type Town, townReach } from "./marks";
import { Names } from "./names";
import { Roads } from "./roads";
import { type Camera, onScreen, type Spot, worldSpot } from "./projection";

/** Which layers are shown. */
export interface Shown {
  corridors: boolean;
  towns: boolean;
  camps: boolean;
  movement: boolean;
}

type Pen = CanvasRenderingContext2D;

/** What a place is drawn as, in all frames alike: a place with a load is a camp, one of which nothing is ever said a dot. */
type Sort = "camp" | "town" | "dot";

const sortOf = (place: Place): Sort =>
  everDrawn(place.load) ? "camp" : [place.holder, place.fuel, place.siege].some(everDrawn) ? "town" : "dot";

const sameCamera = (a: Camera, b: Camera): boolean =>
  a.zoom === b.zoom &&
  a.centre[0] === b.centre[0] &&
  a.centre[1] === b.centre[1] &&
  a.width === b.width &&
  a.height === b.height;

const DOT_REACH = 2.5;
const CLOSE = 1.3; // zoom steps beyond the whole picture from which every name may be shown

/** Draws one frame under one camera. */
export class Scene {
  /** Both canvases: marks below, names above. */
  readonly layers: HTMLElement[];
  private readonly spots: Spot[];
  private readonly ends: [Spot, Spot][];
  private readonly roads: Roads;
  private readonly marks: { canvas: HTMLCanvasElement; pen: Pen | null };
  private readonly names: Names;
  private readonly sorts: Sort[];
  private readonly largest: number[];
  private camera: Camera = { centre: [0, 0], zoom: 0, width: 1, height: 1 };
  private frame = 0;

  /**
   * @param data what the page holds
   * @param font family of the page's own writing
   * @param shown layers; read at every drawing
   */
  constructor(
    private readonly data: MapData,
    font: string,
    private readonly shown: Shown,
  ) {
    this.spots = data.places.map(({ at }) => worldSpot(at));
    this.ends = data.arrows.map(({ from, to }) => [worldSpot(from), worldSpot(to)]);
    this.roads = new Roads(data);
    this.sorts = data.places.map(sortOf);
    this.largest = data.places.map((place, index) => this.largestOf(place, index));
    this.marks = sharpCanvas(1, 1);
    this.names = new Names(data, font, this.spots);
    this.layers = [this.marks.canvas, this.names.canvas];
  }

  /**
   * Draw.
   * @param camera what the map shows
   * @param home zoom of the whole picture
   * @param frame index of the frame
   * @param hot what is pointed at or chosen
   * @param resting whether the camera stands still
   */
  draw(camera: Camera, home: number, frame: number, hot: readonly Target[], resting: boolean): void {
    if (camera.width !== this.camera.width || camera.height !== this.camera.height)
      this.marks.pen = resize(this.marks.canvas, camera.width, camera.height);
    if (!sameCamera(camera, this.camera)) this.roads.follow(onScreen(camera));
    this.camera = camera;
    this.frame = frame;
    if (this.marks.pen) this.drawMarks(this.marks.pen, hot);
    const room = this.largest.map((reach, index) => (this.on(index) ? reach : 0));
    this.names.draw(camera, room, camera.zoom > home + CLOSE ? 2 : 1, resting);
  }

  /** @returns everything that can be pointed at, as it was drawn last. */
  reaches(): Reach[] {
    const at = onScreen(this.camera);
    const out: Reach[] = [];
    this.spots.forEach((spot, index) => {
      if (this.on(index))
        out.push({ kind: "place", index, path: [at(spot)], reach: Math.max(9, this.reachOf(index) + 2) });
    });
    this.data.arrows.forEach((_, index) => {
      const curve = this.curve(index);
      if (curve) out.push({ kind: "arrow", index, path: straightened(curve), reach: 6 });
    });
    if (this.shown.corridors) out.push(...this.roads.reaches(this.frame));
    return out;
  }

  private town(place: Place, frame = this.frame): Town {
    const { holder, fuel, siege } = this.data.classes;
    const ring = siege[classAt(place.siege, frame)];
    return {
      holder: holder[classAt(place.holder, frame)] ?? null,
      fuel: fuel[classAt(place.fuel, frame)] ?? null,
      siege: ring ? ring.sure : null,
      heard: place.heard === 1,
    };
  }

  /** How much room a place needs among names: its largest mark of all frames, so that names stand still while weeks pass. */
  private largestOf(place: Place, index: number): number {
    if (this.sorts[index] !== "town") return this.reachOf(index);
    return Math.max(...this.data.frames.map((_, frame) => townReach(this.town(place, frame))));
  }

  /** Whether the layer of a place is shown. */
  private on(index: number): boolean {
    return this.sorts[index] === "camp" ? this.shown.camps : this.shown.towns;
  }

  /** How far a place's mark reaches in this frame, in pixels. */
  private reachOf(index: number): number {
    const place = this.data.places[index];
    if (this.sorts[index] === "camp") return CAMP_REACH;
    return place && this.sorts[index] === "town" ? townReach(this.town(place)) : DOT_REACH;
  }

  private curve(index: number): Curve | null {
    const [arrow, ends] = [this.data.arrows[index], this.ends[index]];
    const width = this.data.classes.arrow[arrow ? classAt(arrow.width, this.frame) : NOTHING]?.width;
    if (!ends || width === undefined || !this.shown.movement) return null;
    const at = onScreen(this.camera);
    return bend(at(ends[0]), at(ends[1]), width);
  }

  private drawMarks(pen: Pen, hot: readonly Target[]): void {
    const { data, camera } = this;
    const at = onScreen(camera);
    pen.clearRect(0, 0, camera.width, camera.height);
    if (this.shown.corridors) this.roads.draw(pen, this.frame, hot);
    data.arrows.forEach((arrow, index) => {
      const kind = data.classes.arrow[classAt(arrow.width, this.frame)];
      const curve = this.curve(index);
      const chosen = hot.some((one) => one.kind === "arrow" && one.index === index);
      if (kind && curve) drawArrow(pen, curve, chosen ? { ...kind, width: kind.width + 1.5 } : kind, data.colours);
    });
    // Large marks first, so that a small town beside a large one stays in sight.
    const order = data.places.map((place, index) => ({ place, index, reach: this.reachOf(index) }));
    order.sort((a, b) => b.reach - a.reach || a.index - b.index);
    for (const { place, index, reach } of order) {
      const { x, y } = at(this.spots[index] as Spot);
      if (!this.on(index) || x < -20 || y < -20 || x > camera.width + 20 || y > camera.height + 20) continue;
      pen.save();
      pen.translate(x, y);
      if (hot.some((one) => one.kind === "place" && one.index === index)) this.halo(pen, reach);
      this.drawPlace(pen, place, this.sorts[index] as Sort);
      pen.restore();
    }
  }

  private drawPlace(pen: Pen, place: Place, sort: Sort): void {
    const { classes, colours } = this.data;
    const load = classes.load[classAt(place.load, this.frame)];
    const town = this.town(place);
    if (sort === "camp") {
      if (load) drawCamp(pen, load, place.heard === 1, colours);
    } else if (town.holder || town.fuel || town.siege !== null) drawTown(pen, town, colours);
    else drawDot(pen, colours);
  }

  private halo(pen: Pen, reach: number): void {
    pen.beginPath();
    pen.arc(0, 0, reach + 5, 0, 2 * Math.PI);
    pen.globalAlpha = 0.28;
    pen.fillStyle = this.data.colours.ink;
    pen.fill();
    pen.globalAlpha = 1;
  }
}
