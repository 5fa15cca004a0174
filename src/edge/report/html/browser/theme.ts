import { part } from "./dom.ts";

/** Told when colours changed: a canvas cannot follow a style sheet by itself. */
const listeners: (() => void)[] = [];
export const onTheme = (listener: () => void): void => void listeners.push(listener);

/** What a colour of the style sheet is right now, as `rgb(...)`. */
export function colour(name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

const KEY = "timonel-theme";

/** A page from a file may not be allowed to remember. */
function remember(choice: string): void {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // It is asked again next time.
  }
}

function remembered(): string {
  try {
    return localStorage.getItem(KEY) ?? "system";
  } catch {
    return "system";
  }
}

/** The switch between light, dark and what the system says. */
export function startTheme(): void {
  const host = part("theme");
  if (host === undefined) return;
  const inputs = [...host.querySelectorAll("input")];
  const apply = (choice: string): void => {
    if (choice === "system") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.dataset["theme"] = choice;
    for (const input of inputs) input.checked = input.value === choice;
    for (const listener of listeners) listener();
  };
  for (const input of inputs)
    input.addEventListener("change", () => {
      remember(input.value);
      apply(input.value);
    });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const listener of listeners) listener();
  });
  apply(remembered());
}
