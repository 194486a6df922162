/** The notices of everything that goes into the bundle. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const HEAD = `Third-party code and data in the map of a Harmattan brief
=========================================================

Land, coasts and borders: Natural Earth, 1:50m, public domain, made with world-atlas.
`;

/**
 * Every package that one package needs to run, itself included.
 * @param {string} root folder that holds node_modules
 * @param {string} name the package
 * @param {Set<string>} [found] those already seen
 * @returns {Set<string>} names
 */
export function needed(root, name, found = new Set()) {
  if (found.has(name) || name.startsWith("@types/")) return found;
  found.add(name);
  const about = JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8"));
  for (const below of Object.keys(about.dependencies ?? {})) needed(root, below, found);
  return found;
}

/**
 * The notice of one package: name, version, licence and the text that its authors ask to be kept.
 * @param {string} root folder that holds node_modules
 * @param {string} name the package
 * @returns {string} its notice
 */
function notice(root, name) {
  const folder = join(root, "node_modules", name);
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder)
    .sort()
    .find((entry) => /^licen[cs]e(\.\w+)?$/i.test(entry));
  const author = typeof about.author === "string" ? about.author : (about.author?.name ?? "");
  const text = file && existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8") : `By ${author}\n`;
  const title = `${name} ${about.version} (${about.license})`;
  return `${title}\n${"-".repeat(title.length)}\n\n${text
    .replace(/\r/g, "")
    .replace(/[ \t]+$/gm, "")
    .trim()}\n`;
}

/**
 * Write all notices.
 * @param {string} root folder that holds node_modules
 * @returns {string} one text; the same packages give the same text
 */
export function licences(root) {
  const names = [...needed(root, "maplibre-gl"), "world-atlas"].sort();
  return [HEAD, ...names.map((name) => notice(root, name))].join("\n\n");
}
