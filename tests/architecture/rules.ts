/** The laws of the house. Each takes parsed sources and answers with complaints, so that bad snippets can test it. */
import ts from "typescript";
import type { Room } from "./rooms.ts";
import { lineOf, type Source, walk } from "./source.ts";

export interface House {
  readonly rooms: readonly Room[];
  readonly frontDoorMayImport: readonly string[];
}

export const LINES_MAX = 400;
export const LINES_WORTH_A_THOUGHT = 250;
const FRONT_DOOR = "src/index.ts";
const ENVIRONMENT_READER = "src/edge/app/settings.ts";

/** Everything that is wrong with these sources. */
export function complaintsAbout(sources: readonly Source[], house: House): string[] {
  const shipped = sources.filter(({ isTest }) => !isTest);
  const ofSrc = shipped.filter(({ path }) => path.startsWith("src/"));
  const pure = ofSrc.filter(({ path }) => path.startsWith("src/core/") || path === FRONT_DOOR);
  return [
    ...sources.flatMap((source) => strayImports(source, house)),
    ...ofSrc.flatMap((source) => inNoRoom(source, house)),
    ...pure.flatMap(bannedWords),
    ...ofSrc.flatMap(bannedEverywhere),
    ...shipped.flatMap(tooLong),
    ...house.rooms.flatMap((room) => doorsWithoutASentence(room, ofSrc)),
    ...castsToApproved(ofSrc),
    ...cycles(shipped),
  ];
}

// --- who may import whom --------------------------------------------------------------------------------------

function strayImports(source: Source, house: House): string[] {
  return source.imports.flatMap(({ specifier, target, line }) => {
    const fault = target === undefined ? outsideFault(source, specifier) : insideFault(source, target, house);
    return fault === undefined ? [] : [`${source.path}:${line}: imports ${specifier}: ${fault}`];
  });
}

function outsideFault(source: Source, specifier: string): string | undefined {
  if (source.isTest) return undefined;
  if (source.path.startsWith("strategies/"))
    return specifier === "timonel" ? undefined : 'a strategy imports "timonel"';
  if (source.path.startsWith("src/core/") || source.path === FRONT_DOOR)
    return "the core imports nothing from outside";
  return source.path.startsWith("src/") && specifier === "timonel" ? "src imports itself by path" : undefined;
}

function insideFault(source: Source, target: string, house: House): string | undefined {
  const to = house.rooms.find(({ path }) => target.startsWith(`src/${path}/`));
  if (to !== undefined && to.path === source.room) return undefined;
  if (to !== undefined && target !== `src/${to.path}/${to.door}`) {
    // Tools and end-to-end tests may look at anything; a unit test meets its neighbours at their door.
    return source.path.startsWith("src/") ? `not the door of ${to.path}` : undefined;
  }
  if (source.isTest) return undefined;
  if (source.path.startsWith("strategies/")) {
    return target.startsWith("strategies/") ? undefined : 'a strategy imports "timonel"';
  }
  if (!source.path.startsWith("src/")) return undefined;
  if (to === undefined) return "outside of every room";
  const from = house.rooms.find(({ path }) => path === source.room);
  const allowed = source.path === FRONT_DOOR ? house.frontDoorMayImport : (from?.mayImport ?? []);
  return allowed.includes(to.path) ? undefined : `${source.room ?? FRONT_DOOR} may not import ${to.path}`;
}

function inNoRoom(source: Source, house: House): string[] {
  if (source.path === FRONT_DOOR || house.rooms.some(({ path }) => path === source.room)) return [];
  return [`${source.path}: stands in no room of rooms.ts`];
}

function cycles(sources: readonly Source[]): string[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const done = new Set<string>();
  const trail: string[] = [];
  const found: string[] = [];
  const visit = (path: string): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push(`import cycle: ${[...trail.slice(start), path].join(" -> ")}`);
    if (start >= 0 || done.has(path)) return;
    trail.push(path);
    for (const { target } of byPath.get(path)?.imports ?? []) if (target !== undefined) visit(target);
    trail.pop();
    done.add(path);
  };
  for (const { path } of sources) visit(path);
  return found;
}

// --- what may not be said -------------------------------------------------------------------------------------

/** The clock, chance, waiting, the locale and the machine reach the core as arguments or not at all. */
const BANNED_NAMES = new Set([
  ...["Date", "Intl", "Promise", "globalThis", "fetch", "crypto", "eval", "Function"],
  ...["setTimeout", "setInterval", "setImmediate", "queueMicrotask"],
]);
const BANNED_OBJECTS = new Set(["process", "performance"]);
const BANNED_MEMBERS = /^(toLocale.*|localeCompare|randomUUID)$/;

function bannedWords(source: Source): string[] {
  const mayRaisePowers = source.room === "core/analytics";
  const found: string[] = [];
  walk(source.tree, (node) => {
    const word = bannedWord(node, mayRaisePowers);
    if (word !== undefined)
      found.push(`${source.path}:${lineOf(source.tree, node)}: ${word} has no place in the core`);
  });
  return found;
}

function bannedWord(node: ts.Node, mayRaisePowers: boolean): string | undefined {
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return "async";
  if (node.kind === ts.SyntaxKind.AwaitKeyword || ts.isAwaitExpression(node)) return "await";
  if (ts.isBinaryExpression(node) && !mayRaisePowers && raisesNumber(node)) return "**";
  if (ts.isIdentifier(node)) return bannedName(node);
  const member = memberOf(node);
  if (member === undefined) return undefined;
  if (member.object === "Math" && member.name === "random") return "Math.random";
  if (member.object === "Math" && member.name === "pow" && !mayRaisePowers) return "Math.pow";
  if (BANNED_OBJECTS.has(member.object)) return `${member.object}.`;
  return BANNED_MEMBERS.test(member.name) ? member.name : undefined;
}

/** Powers of bigints are exact everywhere; powers of numbers differ between versions of Node. */
function raisesNumber({ operatorToken, left, right }: ts.BinaryExpression): boolean {
  const raises = [ts.SyntaxKind.AsteriskAsteriskToken, ts.SyntaxKind.AsteriskAsteriskEqualsToken];
  return raises.includes(operatorToken.kind) && !ts.isBigIntLiteral(left) && !ts.isBigIntLiteral(right);
}

function bannedName(node: ts.Identifier): string | undefined {
  const parent = node.parent as ts.Node & { readonly name?: ts.Node };
  if (parent.name === node || ts.isPartOfTypeNode(node)) return undefined; // A member, a key, a declaration, a type.
  if (node.text === "Math" && memberOf(parent) === undefined) return "Math passed around";
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword)
    return undefined;
  return BANNED_NAMES.has(node.text) ? node.text : undefined;
}

function memberOf(node: ts.Node): { readonly object: string; readonly name: string } | undefined {
  if (ts.isPropertyAccessExpression(node)) return { object: node.expression.getText(), name: node.name.text };
  if (!ts.isElementAccessExpression(node) || !ts.isStringLiteralLike(node.argumentExpression))
    return undefined;
  return { object: node.expression.getText(), name: node.argumentExpression.text };
}

function bannedEverywhere(source: Source): string[] {
  const found: string[] = [];
  walk(source.tree, (node) => {
    const at = `${source.path}:${lineOf(source.tree, node)}`;
    if (node.kind === ts.SyntaxKind.AnyKeyword) found.push(`${at}: any`);
    if (isDefaultExport(node)) found.push(`${at}: a default export`);
    const member = memberOf(node);
    if (member?.object === "process" && member.name === "env" && source.path !== ENVIRONMENT_READER) {
      found.push(`${at}: process.env is read in ${ENVIRONMENT_READER} only`);
    }
  });
  return found;
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportSpecifier(node)) return node.name.text === "default";
  return ts.isExportAssignment(node) || node.kind === ts.SyntaxKind.DefaultKeyword;
}

/** Approval is a type that only risk can make, in one place. */
function castsToApproved(sources: readonly Source[]): string[] {
  const lawful: string[] = [];
  const found: string[] = [];
  for (const source of sources) {
    walk(source.tree, (node) => {
      if (!ts.isAsExpression(node) && !ts.isTypeAssertionExpression(node)) return;
      if (!/\bApproved\b/.test(node.type.getText())) return;
      const at = `${source.path}:${lineOf(source.tree, node)}`;
      if (source.room === "core/risk") lawful.push(at);
      else found.push(`${at}: a cast to Approved outside of core/risk`);
    });
  }
  if (lawful.length === 1) return found;
  return [
    ...found,
    `core/risk casts to Approved in ${lawful.length} places, not in one: ${lawful.join(", ")}`,
  ];
}

// --- how it reads ---------------------------------------------------------------------------------------------

export const linesOf = ({ text }: Source): number => text.trimEnd().split("\n").length;

function tooLong(source: Source): string[] {
  const lines = linesOf(source);
  return lines > LINES_MAX ? [`${source.path}: ${lines} lines, more than ${LINES_MAX}: split it`] : [];
}

function doorsWithoutASentence(room: Room, sources: readonly Source[]): string[] {
  const path = `src/${room.path}/${room.door}`;
  const door = sources.find((source) => source.path === path);
  if (door === undefined) return [`${path}: the room has no door`];
  const comment = /^(?:#!.*\n)?\/\*\*([\s\S]*?)\*\//.exec(door.text)?.[1] ?? "";
  const sentence = comment
    .replace(/^\s*\* ?/gm, "")
    .replace(/\s+/g, " ")
    .trim();
  const isOne = /^\S.*\.$/.test(sentence) && !/[.!?] +[A-Z]/.test(sentence);
  return isOne ? [] : [`${path}: does not begin with one sentence that says what the room is for`];
}
