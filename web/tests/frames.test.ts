import { describe, expect, it } from "vitest";
import { classAt, everDrawn, NOTHING, textAt } from "../src/frames";

describe("classes of a feature", () => {
  it("reads one character a frame in base 36", () => {
    expect(classAt("0a.z", 0)).toBe(0);
    expect(classAt("0a.z", 1)).toBe(10);
    expect(classAt("0a.z", 2)).toBe(NOTHING);
    expect(classAt("0a.z", 3)).toBe(35);
  });

  it("takes a single character for every frame, and nothing beyond the last", () => {
    expect(classAt("3", 17)).toBe(3);
    expect(classAt("12", 2)).toBe(NOTHING);
    expect(classAt("", 0)).toBe(NOTHING);
  });

  it("knows what is never drawn", () => {
    expect(everDrawn("")).toBe(false);
    expect(everDrawn("...")).toBe(false);
    expect(everDrawn("..0")).toBe(true);
  });
});

describe("texts of a feature", () => {
  it("takes one index a frame or one for all, and -1 for nothing", () => {
    const texts = ["calm", "siege"];
    expect(textAt([1, 0, -1], texts, 0)).toBe("siege");
    expect(textAt([1, 0, -1], texts, 2)).toBeNull();
    expect(textAt([0], texts, 9)).toBe("calm");
    expect(textAt([], texts, 0)).toBeNull();
  });
});
