/** Marks the link of the section that is being read. */
export function startNavigation(): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>(".nav a")];
  const sections = links.flatMap((link) => document.getElementById(link.hash.slice(1)) ?? []);
  const mark = (): void => {
    const read =
      sections.findLast((section) => section.getBoundingClientRect().top < innerHeight * 0.35) ?? sections[0];
    const isEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
    const now = isEnd && scrollY > 0 ? sections.at(-1) : read;
    for (const link of links) {
      const isNow = link.hash === `#${now?.id}`;
      if (isNow === link.hasAttribute("aria-current")) continue;
      link.toggleAttribute("aria-current", isNow);
      if (isNow) bringIntoSight(link);
    }
  };
  addEventListener("scroll", mark, { passive: true });
  mark();
}

/** Within its bar only: the page itself must not move. */
function bringIntoSight(link: HTMLElement): void {
  const bar = link.closest<HTMLElement>(".nav");
  if (bar !== null) bar.scrollLeft = link.offsetLeft - bar.offsetLeft - 16;
}
