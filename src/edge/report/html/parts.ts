import { type Markup, markup } from "./markup.ts";

/** A part of the page that its navigation names. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** What it says and how it is meant, in a sentence. */
  readonly lead?: string | undefined;
  readonly body: Markup | readonly Markup[];
}

export const section = ({ id, title, lead, body }: Section): Markup => markup`
<section id="${id}" aria-labelledby="${id}-title">
<div class="title"><h2 id="${id}-title">${title}</h2>${lead === undefined ? undefined : markup`<p class="lead">${lead}</p>`}</div>
${body}
</section>`;

/** A framed group; its title is optional. */
export const panel = (
  title: string | undefined,
  body: Markup | readonly Markup[],
  lead?: string,
): Markup => markup`
<div class="panel">${title === undefined ? undefined : markup`<h3>${title}</h3>`}${
  lead === undefined ? undefined : markup`<p class="lead">${lead}</p>`
}${body}</div>`;

/** A value with the colour of a gain or a loss. */
export interface Cell {
  readonly text: string;
  /** Its sign gives the colour; undefined or zero: none. */
  readonly tone?: number | undefined;
  /** Words stand left, numbers right. */
  readonly isWord?: boolean;
}

const toneClass = (tone: number | undefined): string =>
  tone === undefined || tone === 0 ? "" : tone > 0 ? "gain" : "loss";

/** Labels with their values. */
export const facts = (rows: readonly (Cell & { readonly label: string })[], look = ""): Markup => markup`
<dl class="facts ${look}">${rows.map(
  ({ label, text, tone }) => markup`<div><dt>${label}</dt><dd class="${toneClass(tone)}">${text}</dd></div>`,
)}</dl>`;

/** A table whose first column names its rows. Wider than the page it scrolls within its frame. */
export const table = (
  label: string,
  titles: readonly (string | { readonly word: string })[],
  rows: readonly (readonly [string, ...Cell[]])[],
): Markup => markup`
<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table>
<thead><tr>${titles.map((title, i) =>
  typeof title === "object"
    ? markup`<th scope="col" class="word">${title.word}</th>`
    : markup`<th scope="col" class="${i === 0 ? "word" : ""}">${title}</th>`,
)}</tr></thead>
<tbody>${rows.map(([name, ...cells]) => markup`<tr>${rowCells(name, cells)}</tr>`)}</tbody></table></div>`;

/** The cells of a row, behind its name. */
export const rowCells = (name: string, cells: readonly Cell[]): Markup =>
  markup`<th scope="row">${name}</th>${cells.map(
    ({ text, tone, isWord }) =>
      markup`<td class="${isWord === true ? "word" : toneClass(tone)}">${text}</td>`,
  )}`;
