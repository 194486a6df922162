// @vitest-environment node
import { expect, it } from "vitest";
import { inlinable } from "../make/build.mjs";
import { land, rounded } from "../make/land.mjs";
import { needed } from "../make/licences.mjs";

it("makes a script safe to stand in an element", () => {
  const code = "const a = '</script><!-- <SCRIPT>';\r\n//# sourceMappingURL=x.map\n";
  expect(inlinable(code)).toBe("const a = '\\x3C/script>\\x3C!-- \\x3CSCRIPT>';\n");
});

it("rounds to three decimals and drops points that fall together", () => {
  expect(
    rounded([
      [1.00049, 2],
      [1.0003, 2.0001],
      [3, -0.0001],
    ]),
  ).toEqual([
    [1, 2],
    [3, 0],
  ]);
});

it("has every country with its code, and closed rings", () => {
  const { countries, borders } = land() as {
    countries: { features: { properties: { code: string }; geometry: { coordinates: number[][][][] } }[] };
    borders: { coordinates: number[][][] };
  };
  const codes = countries.features.map(({ properties }) => properties.code);
  expect(codes.length).toBeGreaterThan(230);
  for (const code of ["FR", "SN", "XK", "ZW"]) expect(codes).toContain(code);
  expect(codes.filter((code) => !/^[A-Z]{2}$/.test(code)).length).toBeLessThan(6);
  for (const { geometry } of countries.features)
    for (const ring of geometry.coordinates.flat()) expect(ring.at(0)).toEqual(ring.at(-1));
  expect(borders.coordinates.length).toBeGreaterThan(100);
});

it("finds every package that is bundled", () => {
  const names = needed(process.cwd(), "maplibre-gl");
  expect(names.has("maplibre-gl")).toBe(true);
  expect(names.has("earcut")).toBe(true);
  expect([...names].some((name) => name.startsWith("@types/"))).toBe(false);
});
