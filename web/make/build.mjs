/** Build what goes into the page: page.js, worker.js, page.css, land.json.gz and licences.txt. */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { land } from "./land.mjs";
import { licences } from "./licences.mjs";

const WEB = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const OUT = resolve(WEB, "..", "src", "harmattan", "brief", "built");

/**
 * Bundle one entry into one file.
 * @param {string} entry path of the entry
 * @param {"es" | "iife"} format a module for the page; a plain script for the worker, because a browser starts no module
 *   worker from a blob on a page that was opened from disk
 * @returns {Promise<string>} the code
 */
async function bundled(entry, format) {
  const result = await build({
    configFile: false,
    root: WEB,
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      write: false,
      target: "es2022",
      lib: { entry, formats: [format], name: "harmattanMapWorker" },
      rolldownOptions: { output: { codeSplitting: false, comments: false, minify: true } },
    },
  });
  const chunks = (Array.isArray(result) ? result : [result]).flatMap((one) => ("output" in one ? one.output : []));
  const [chunk, ...more] = chunks.filter((one) => one.type === "chunk");
  if (!chunk || more.length > 0) throw new Error(`${entry} did not become one file`);
  return chunk.code;
}

/**
 * Make a script safe to stand inside an element of HTML: what would end or nest the element is written with a backslash,
 * which means the same inside a text or a pattern, the only places where it can stand.
 * @param {string} code a script
 * @returns {string} the same script
 */
export function inlinable(code) {
  const plain = code.replace(/\r\n?/g, "\n").replace(/\n\/\/# sourceMappingURL=.*$/gm, "");
  return `${plain.replace(/<(\/script|script|!--)/gi, "\\x3C$1").trimEnd()}\n`;
}

/**
 * Compress with no time and no system in the header, so that the same input gives the same bytes on every machine.
 * @param {string} text what to compress
 * @returns {Buffer} gzip
 */
function squeezed(text) {
  const out = gzipSync(text, { level: 9 });
  out.fill(0, 4, 8);
  out[9] = 255;
  return out;
}

async function main() {
  const worker = createRequire(import.meta.url).resolve("maplibre-gl/dist/maplibre-gl-worker.mjs");
  const notices = licences(WEB);
  if (notices.includes("*/")) throw new Error("a notice would end the comment it stands in");
  const files = {
    "page.js": inlinable(`/*!\n${notices}*/\n${await bundled(join(WEB, "src", "main.ts"), "es")}`),
    "worker.js": inlinable(await bundled(worker, "iife")),
    "page.css": readFileSync(join(WEB, "src", "page.css"), "utf8"),
    "land.json.gz": squeezed(JSON.stringify(land())),
    "licences.txt": notices,
  };
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(OUT, name), content);
}

if (resolve(process.argv[1] ?? "") === fileURLToPath(import.meta.url)) await main();
