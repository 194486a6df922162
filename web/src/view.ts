/** The map itself: MapLibre below, our scene above, one frame at a time. */

import { Map as Globe, setWorkerCount, setWorkerUrl } from "maplibre-gl";
import type { MapData } from "./contract";
import { style } from "./ground";
import { spotOf, under, type Target } from "./hits";
import { aspect, type Camera, type Spot } from "./projection";
import { Scene, type Shown } from "./scene";

const PADDING = 26; // pixels between the first view and the edge of the map, and on a narrow one
const NARROW = 0.04; // at most this share of its width
const ROOM = 0.5; // of the reach on every side: how far the map can be moved

/** What the pointer did. */
export interface Pointing {
  /** The pointer is over a thing, or over nothing; pixels from the upper left corner. */
  over(target: Target | null, x: number, y: number): void;
  /** A thing was chosen, so many pixels from the left. */
  chosen(target: Target, x: number): void;
}

/** Whether two targets are the same thing. */
export const same = (a: Target | null, b: Target | null): boolean => a?.kind === b?.kind && a?.index === b?.index;

/** The map and everything drawn on it. */
export class View {
  /** Which layers are shown; call `redraw` after a change. */
  readonly shown: Shown = { corridors: true, towns: true, camps: true, movement: true };
  private readonly globe: Globe;
  private readonly scene: Scene;
  private readonly padding: number;
  private home = 0;
  private frame = 0;
  private hover: Target | null = null;
  private choice: Target | null = null;

  /**
   * @param box element that the map fills
   * @param data what the page holds
   * @param worker address of the worker's script
   * @param pointing told of the pointer
   */
  constructor(
    private readonly box: HTMLElement,
    private readonly data: MapData,
    worker: string,
    private readonly pointing: Pointing,
  ) {
    setWorkerCount(1);
    setWorkerUrl(worker);
    this.padding = Math.min(PADDING, NARROW * box.clientWidth);
    const [west, south, east, north] = data.reach;
    const [dx, dy] = [(east - west) * ROOM, (north - south) * ROOM];
    const { words } = data;
    this.globe = new Globe({
      container: box,
      style: style(data),
      bounds: data.bounds,
      fitBoundsOptions: { padding: this.padding },
      maxBounds: [west - dx, Math.max(-80, south - dy), east + dx, Math.min(80, north + dy)],
      maxZoom: 9,
      maxPitch: 0,
      dragRotate: false,
      touchPitch: false,
      renderWorldCopies: false,
      attributionControl: false,
      fadeDuration: 0,
      cooperativeGestures: true,
      trackResize: true,
      pixelRatio: Math.min(2, window.devicePixelRatio || 1),
      locale: {
        "Map.Title": words.canvas,
        "CooperativeGesturesHandler.WindowsHelpText": words.wheel,
        "CooperativeGesturesHandler.MacHelpText": words.wheel_mac,
        "CooperativeGesturesHandler.MobileHelpText": words.two_fingers,
      },
    });
    this.globe.keyboard.disableRotation();
    this.globe.touchZoomRotate.disableRotation();
    this.scene = new Scene(data, getComputedStyle(box).fontFamily, this.shown);
    for (const layer of this.scene.layers) {
      layer.className = "lm-layer";
      box.append(layer);
    }
    this.listen();
  }

  /**
   * Draw the first picture.
   * @param frame index of the frame it shows
   * @returns resolves when it stands; rejects when it cannot
   */
  ready(frame: number): Promise<void> {
    return new Promise((done, failed) => {
      this.globe.on("error", (event) => failed(event.error));
      this.globe.once("load", () => {
        this.home =
          this.globe.cameraForBounds(this.data.bounds, { padding: this.padding })?.zoom ?? this.globe.getZoom();
        this.globe.on("render", () => this.redraw());
        this.globe.on("moveend", () => this.redraw());
        this.show(frame);
        done();
      });
    });
  }

  /** Put the map back to a size that changed without the window. */
  resize(): void {
    this.globe.resize();
  }

  /** Take the map away. */
  remove(): void {
    this.globe.remove();
    for (const layer of this.scene.layers) layer.remove();
  }

  /**
   * Show one frame. The map below stays as it is; only our own drawings are made again.
   * @param frame its index
   */
  show(frame: number): void {
    this.frame = frame;
    this.redraw();
  }

  /** Draw marks and names again. */
  redraw(): void {
    const hot = [this.hover, this.choice].filter((one) => one !== null);
    this.scene.draw(this.camera(), this.home, this.frame, hot, !this.globe.isMoving());
  }

  /**
   * Mark a thing as chosen.
   * @param target the thing, or null for none
   */
  choose(target: Target | null): void {
    this.choice = target;
    this.redraw();
  }

  /**
   * Where a thing was drawn last.
   * @param target the thing
   * @returns pixels from the upper left corner of the map, or null where it is not drawn
   */
  spot(target: Target): Spot | null {
    return spotOf(target, this.scene.reaches());
  }

  /**
   * Move the map to a thing.
   * @param target the thing
   * @param covered pixels at the right edge that something else covers
   */
  fly(target: Target, covered: number): void {
    const points = this.pointsOf(target);
    const [lon, lat] = [points.map((p) => p[0]), points.map((p) => p[1])];
    const box: [number, number, number, number] = [
      Math.min(...lon),
      Math.min(...lat),
      Math.max(...lon),
      Math.max(...lat),
    ];
    const zoom =
      this.globe.cameraForBounds(box, { padding: { top: 60, bottom: 60, left: 60, right: 60 + covered } })?.zoom ??
      this.home;
    this.globe.easeTo({
      center: [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2],
      zoom: Math.min(zoom, Math.max(this.globe.getZoom(), this.home + (target.kind === "place" ? 1.2 : 0))),
      offset: [-covered / 2, 0],
      duration: 600,
    });
  }

  /**
   * Zoom by steps, or back to the first view.
   * @param steps above 0 closer, below 0 farther, 0 home
   */
  zoom(steps: number): void {
    if (steps === 0) this.globe.fitBounds(this.data.bounds, { padding: this.padding, duration: 500 });
    else this.globe.zoomTo(this.globe.getZoom() + steps, { duration: 250 });
  }

  /** @returns width by height that suits the data. */
  static shape(data: MapData): number {
    return Math.min(1.7, Math.max(0.8, aspect(data.bounds)));
  }

  private pointsOf({ kind, index }: Target): [number, number][] {
    const { places, corridors, arrows } = this.data;
    if (kind === "place") return places[index] ? [places[index].at] : [];
    if (kind === "corridor") return corridors[index]?.line ?? [];
    return arrows[index] ? [arrows[index].from, arrows[index].to] : [];
  }

  private camera(): Camera {
    const { lng, lat } = this.globe.getCenter();
    return {
      centre: [lng, lat],
      zoom: this.globe.getZoom(),
      width: this.box.clientWidth,
      height: this.box.clientHeight,
    };
  }

  private listen(): void {
    const point = (target: Target | null, x: number, y: number): void => {
      if (!same(target, this.hover)) {
        this.hover = target;
        this.globe.getCanvas().style.cursor = target ? "pointer" : "";
        this.redraw();
      }
      this.pointing.over(target, x, y);
    };
    this.globe.on("mousemove", ({ point: p }) => point(under(p, this.scene.reaches()), p.x, p.y));
    this.globe.on("mouseout", () => point(null, 0, 0));
    this.globe.on("movestart", () => point(null, 0, 0));
    this.globe.on("click", ({ point: p }) => {
      const target = under(p, this.scene.reaches());
      if (target) this.pointing.chosen(target, p.x);
    });
  }
}
