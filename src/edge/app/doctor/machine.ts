import { accessSync, constants, existsSync, readFileSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { freeBytes } from "../../files/index.ts";
import { shellWord } from "../../problem/index.ts";
import type { DoctorCheck } from "../../report/index.ts";
import { PACKAGE_ROOT } from "../package-root.ts";

/** Node is at least what package.json asks for. */
export function checkNode(version: string = process.versions.node): DoctorCheck {
  const wanted = minimumNode();
  const isEnough = compare(version, wanted) >= 0;
  const detail = `v${version} on ${process.platform} ${process.arch}; ${wanted} or later is needed`;
  if (!isEnough)
    return {
      name: "node",
      result: "failed",
      detail,
      fix: `install Node ${wanted} or later: https://nodejs.org`,
    };
  return { name: "node", result: "ok", detail };
}

/** `>=20.19` of package.json. */
function minimumNode(): string {
  const parsed: unknown = JSON.parse(readFileSync(resolve(PACKAGE_ROOT, "package.json"), "utf8"));
  const engines = (parsed as { readonly engines?: { readonly node?: string } }).engines;
  return (engines?.node ?? ">=20.19").replace(/^>=\s*/, "");
}

/** By numbers, left to right: 20.9 is before 20.19. */
function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split(".").map((part) => Number.parseInt(part, 10)));
  for (let i = 0; i < 3; i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether what runs is what the sources say. */
export async function checkBuild(): Promise<DoctorCheck> {
  const name = "build";
  if (!existsSync(resolve(PACKAGE_ROOT, "src")))
    return { name, result: "ok", detail: "an installed package: nothing to build" };
  const builder = pathToFileURL(resolve(PACKAGE_ROOT, "scripts", "build.mjs")).href;
  const { isBuilt } = (await import(builder)) as { readonly isBuilt: () => boolean };
  if (isBuilt())
    return { name, result: "ok", detail: "a clone, and dist/ is built from the sources as they are" };
  const fix = "npm run build; the next start does it by itself";
  return { name, result: "warning", detail: "a clone whose sources changed since dist/ was built", fix };
}

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
/** A year of one-minute bars of ten symbols with their reports is far below it. */
const ROOM_WANTED = GIB;
/** Less, and a run ends in the middle of a file. */
const ROOM_NEEDED = 64 * MIB;

/** A place that is written to: can it be, and is there room? A directory that is not there yet is judged by what is above it. */
export function checkDirectory(what: string, path: string): DoctorCheck {
  const name = `disk ${what}`;
  const directory = resolve(path);
  const shown = relative(process.cwd(), directory) || ".";
  const there = nearestExisting(directory);
  const place = there === directory ? shown : `${shown} (not there yet, made when it is needed)`;
  if (!statSync(there).isDirectory()) {
    const detail = `${shown}: ${there} is a file where a directory belongs`;
    return { name, result: "failed", detail, fix: "move the file, or name another directory" };
  }
  try {
    accessSync(there, constants.W_OK | constants.X_OK);
  } catch {
    const fix = `chmod u+wx ${shellWord(there)}, or name a directory that you may write to`;
    return { name, result: "failed", detail: `${place}: not writable`, fix };
  }
  const free = freeBytes(there);
  const detail = `${place}: writable, ${sizeOf(free)} free`;
  if (free < ROOM_NEEDED)
    return { name, result: "failed", detail, fix: "make room: less than 64 MiB is left" };
  if (free < ROOM_WANTED)
    return { name, result: "warning", detail, fix: "make room: less than 1 GiB is left" };
  return { name, result: "ok", detail };
}

const nearestExisting = (path: string): string =>
  existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));

const sizeOf = (bytes: number): string =>
  bytes >= GIB ? `${(bytes / GIB).toFixed(1)} GiB` : `${Math.floor(bytes / MIB)} MiB`;
