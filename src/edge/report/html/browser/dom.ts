/** Small words for making and finding elements. Text is only ever set as text: nothing a user named becomes markup. */

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

const SVG = "http://www.w3.org/2000/svg";

function filled<E extends Element>(
  element: E,
  attributes: Attributes,
  children: readonly (Node | string)[],
): E {
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? "" : String(value));
  element.append(...children);
  return element;
}

export const el = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] => filled(document.createElement(tag), attributes, children);

export const svg = <Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): SVGElementTagNameMap[Tag] => filled(document.createElementNS(SVG, tag), attributes, children);

/** An element of the page's own markup; undefined where this run has no such part. */
export const part = (id: string): HTMLElement | undefined => document.getElementById(id) ?? undefined;

/** Calls `draw` with the width of an element, now and whenever it changes. */
export function onWidth(host: HTMLElement, draw: (width: number) => void): void {
  let known = 0;
  const look = (): void => {
    const width = Math.floor(host.clientWidth);
    if (width === 0 || width === known) return;
    known = width;
    draw(width);
  };
  new ResizeObserver(look).observe(host);
  look();
}
