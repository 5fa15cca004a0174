/** What is looked at inside of a page. These functions travel to the browser as text: each stands alone. */
/// <reference lib="dom" />

/** Texts whose contrast with their ground is below 4.5 to 1 (3 to 1 where they are large): WCAG 2.2, 1.4.3. */
export function faintTexts(): string[] {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour: string): number[] => {
    if (pen === null) return [0, 0, 0, 255];
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r = 0, g = 0, b = 0]: readonly number[]): number => {
    const [red = 0, green = 0, blue = 0] = [r, g, b].map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const groundOf = (element: Element): number[] => {
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const ground = rgba(getComputedStyle(at).backgroundColor);
      if ((ground[3] ?? 0) > 250) return ground;
    }
    return [255, 255, 255, 255];
  };
  const found: string[] = [];
  for (const element of document.querySelectorAll("body *")) {
    const text = [...element.childNodes]
      .flatMap((node) => (node.nodeType === 3 ? [node.textContent ?? ""] : []))
      .join("")
      .trim();
    const style = getComputedStyle(element);
    if (text === "" || element.closest("script, style, noscript, option, [hidden]") !== null) continue;
    if (style.visibility === "hidden" || element.getClientRects().length === 0) continue;
    const isDisabled = element.matches("[disabled]"); // 1.4.3 excepts what cannot be used.
    const ink = light(rgba(element instanceof SVGElement ? style.fill : style.color));
    const ground = light(groundOf(element));
    const contrast = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
    const size = Number.parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (contrast < (isLarge ? 3 : 4.5) && !isDisabled)
      found.push(`${contrast.toFixed(2)} ${element.tagName} ${text.slice(0, 40)}`);
  }
  return found;
}

/** Elements that reach beyond the window, apart from what scrolls within its own frame. */
export function overflowing(): string[] {
  const width = document.documentElement.clientWidth;
  const found =
    document.documentElement.scrollWidth > width
      ? [`the page is ${document.documentElement.scrollWidth} wide`]
      : [];
  for (const element of document.querySelectorAll("body *")) {
    if (element.closest(".scroll, .tabs, .nav, .skip, pre, #price-chart") !== null) continue;
    const { right, left, width: own } = element.getBoundingClientRect();
    if (own > 0 && (right > width + 0.5 || left < -0.5))
      found.push(`${element.tagName}.${element.className} reaches ${right}`);
  }
  return found;
}

/** Things to press that have no name, pictures that have none, and ids that are there twice. */
export function nameless(): string[] {
  const found: string[] = [];
  for (const element of document.querySelectorAll(
    "button, a[href], input, select, [role=img], [role=region], [tabindex='0']",
  )) {
    const label =
      element.getAttribute("aria-label") ??
      document.getElementById(element.getAttribute("aria-labelledby") ?? "")?.textContent;
    const own =
      (label ?? "") ||
      element.textContent ||
      element.closest("label")?.textContent ||
      element.getAttribute("title");
    if ((own ?? "").trim() === "" && element.closest("#price-chart") === null)
      found.push(element.outerHTML.slice(0, 120));
  }
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  return [...found, ...ids.filter((id, i) => ids.indexOf(id) !== i)];
}

/** Everything that the Tab key should come to, in words that can be compared. */
export function reachable(): string[] {
  return [
    ...document.querySelectorAll<HTMLElement>("a[href], button, input, select, summary, [tabindex='0']"),
  ]
    .filter((one) => one.tabIndex >= 0 && !one.matches("[disabled]") && one.getClientRects().length > 0)
    .filter((one) => !(one instanceof HTMLInputElement && one.type === "radio" && !one.checked)) // One stop for a group.
    .map(
      (one) =>
        one.id ||
        `${one.tagName} ${(one.getAttribute("aria-label") ?? one.textContent ?? "").trim().slice(0, 40)}`,
    );
}
