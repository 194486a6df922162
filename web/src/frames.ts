/** Reading the strings with one character a frame. */

/** What stands for "nothing to draw". */
export const NOTHING = -1;

/**
 * The class of a feature in one frame.
 * @param code one character a frame in base 36, or a single one for all frames; "." and an empty string are nothing
 * @param frame index of the frame
 * @returns index into the list of classes, or NOTHING
 */
export function classAt(code: string, frame: number): number {
  const letter = code.length === 1 ? code : code.charAt(frame);
  const found = Number.parseInt(letter, 36);
  return Number.isNaN(found) ? NOTHING : found;
}

/**
 * What is said of a feature in one frame.
 * @param text an index into the texts for each frame, or a single one for all
 * @param texts the texts
 * @param frame index of the frame
 * @returns the text, or null where nothing is said
 */
export function textAt(text: readonly number[], texts: readonly string[], frame: number): string | null {
  const index = text.length === 1 ? text[0] : text[frame];
  return index === undefined || index < 0 ? null : (texts[index] ?? null);
}

/**
 * Whether a feature is drawn in any frame.
 * @param code its string
 * @returns false when it is empty or holds nothing but dots
 */
export function everDrawn(code: string): boolean {
  return /[0-9a-z]/i.test(code);
}
