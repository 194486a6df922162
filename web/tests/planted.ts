/** A small made-up country: three frames, two towns, a camp, two roads, one movement. */

import { type MapData, REQUIRED_WORDS, type WordKey } from "../src/contract";

export const EVIL = "<script>document.title='ran'</script><img src=x onerror=alert(1)>";

export function planted(): MapData {
  const words = Object.fromEntries(REQUIRED_WORDS.map((key) => [key, `word ${key}`])) as Record<WordKey, string>;
  return {
    language: "en",
    words,
    frames: [
      { day: "2030-01-06", label: "6 January", kind: "past" },
      { day: "2030-01-13", label: "13 January", kind: "now" },
      { day: "2030-01-20", label: "20 January", kind: "ahead" },
    ],
    now: 1,
    bounds: [0, 0, 10, 8],
    reach: [-4, 0, 12, 8],
    land: { type: "FeatureCollection", features: [] },
    borders: { type: "FeatureCollection", features: [] },
    colours: {
      paper: "#fffdf8",
      sea: "#dfe8ea",
      land: "#efe9db",
      home: "#fbf7ec",
      border: "#a2967f",
      coast: "#9db4bd",
      ink: "#23201b",
      muted: "#6b6357",
    },
    texts: ["calm", `two days of fuel\n${EVIL}`],
    classes: {
      state: [
        { id: "open", label: "open", colour: "#1d5b79", width: 4, dash: null },
        { id: "unknown", label: "not known", colour: "#8d8474", width: 1.4, dash: [1, 2] },
      ],
      holder: [{ id: "unknown", label: "not known", colour: "#6b6357", shape: "hollow" }],
      fuel: [{ id: "under3", label: "under 3", radius: 4 }],
      siege: [{ id: "likely", label: "likely", sure: true }],
      load: [{ id: "over", label: "over 100 %", colour: "#7a1508" }],
      arrow: [{ id: "few", label: "under 500", width: 2 }],
    },
    corridors: [
      {
        id: "north",
        name: "North road",
        line: [
          [1, 1],
          [5, 5],
        ],
        state: "010",
        text: [0],
        reports: [],
        heard: 0,
      },
      {
        id: "south",
        name: "South road",
        line: [
          [1, 1],
          [9, 2],
        ],
        state: ".",
        text: [-1],
        reports: ["F9"],
        heard: 1,
      },
    ],
    places: [
      place("mill", "Millhaven", [1, 1], { text: [0, 1, -1], reports: ["F1", "F2"] }),
      place("amber", EVIL, [5, 5], { heard: 0 }),
      place("tents", "Camp of tents", [9, 2], { kind: "camp", holder: "", fuel: "", siege: "", load: "0" }),
    ],
    arrows: [{ id: "flight", name: "Millhaven to the camp", from: [1, 1], to: [9, 2], width: "..0", text: [0] }],
    legend_note: "A note.",
  };
}

function place(id: string, name: string, at: [number, number], more: object): MapData["places"][number] {
  const plain = {
    kind: "town",
    rank: 0,
    holder: "0",
    fuel: "0",
    siege: ".",
    load: "",
    text: [0],
    reports: [],
    heard: 1 as const,
  };
  return { id, name, at, ...plain, ...more };
}
