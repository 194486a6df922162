/** Making elements without ever reading text as HTML. */

type Child = Node | string;

/**
 * Make an element.
 * @param tag its name
 * @param attributes its attributes; texts only
 * @param children elements, and texts that stay texts whatever they hold
 * @returns the element
 */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const out = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) out.setAttribute(name, value);
  out.append(...children);
  return out;
}

/**
 * A canvas that is sharp on the screen it is on.
 * @param width pixels of the page
 * @param height pixels of the page
 * @returns the canvas, hidden from screen readers, and what draws on it in pixels of the page
 */
export function sharpCanvas(
  width: number,
  height: number,
): { canvas: HTMLCanvasElement; pen: CanvasRenderingContext2D | null } {
  const canvas = make("canvas", { "aria-hidden": "true" });
  return { canvas, pen: resize(canvas, width, height) };
}

/**
 * Fit a canvas to a new size.
 * @param canvas the canvas
 * @param width pixels of the page
 * @param height pixels of the page
 * @returns what draws on it in pixels of the page
 */
export function resize(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const dense = Math.min(2, window.devicePixelRatio || 1);
  canvas.width = Math.round(width * dense);
  canvas.height = Math.round(height * dense);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext("2d");
  pen?.setTransform(dense, 0, 0, dense, 0, 0);
  return pen;
}
