/**
 * Colours, type and the frame of the page. Gains are blue and losses orange: told apart by everybody, and a sign stands before
 * each number besides. Every colour of text has a contrast of at least 4.5 to 1 on every ground it stands on.
 */
export const BASE_STYLE = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f7f9, #0d1117);
  --panel: light-dark(#ffffff, #141a22);
  --raised: light-dark(#eef1f5, #1d2530);
  --ink: light-dark(#151a21, #e9edf2);
  --quiet: light-dark(#535e6c, #a3afbd);
  --line: light-dark(#dde2e8, #2a3441);
  --grid: light-dark(#eceff3, #1f2833);
  --gain: light-dark(#0a5ca8, #74b8ff);
  --loss: light-dark(#a8430a, #ffa263);
  --accent: light-dark(#0a5ca8, #74b8ff);
  --alarm: light-dark(#8f1d1d, #ffb3ab);
  --alarm-ground: light-dark(#fdecea, #3a1917);
  --warn-ground: light-dark(#fff6e0, #2e2613);
  --equity: light-dark(#0a5ca8, #74b8ff);
  --benchmark: light-dark(#76818f, #8593a3);
  --drawdown: light-dark(#a8430a, #ffa263);
  --bar: light-dark(#8b96a3, #667484);
  --buy: light-dark(#0a5ca8, #74b8ff);
  --sell: light-dark(#b4460a, #ffa263);
  --stop: light-dark(#7a2f8f, #d9a2ea);
  --line-1: light-dark(#00806a, #4fd1b5);
  --line-2: light-dark(#8f6a00, #f0c648);
  --line-3: light-dark(#7a2f8f, #d9a2ea);
  --line-4: light-dark(#b0245f, #ff8fb8);
  --line-5: light-dark(#2f6f9f, #7fd0ff);
  --line-6: light-dark(#4d5966, #c3ccd6);
  --radius: 12px;
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums;
  scroll-padding-top: 24px;
}
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); overflow-wrap: break-word; }
h1, h2, h3, p, dl, dd, ul, figure { margin: 0; }
a { color: var(--accent); }
code, pre, .mono { font: 13px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; left: 12px; top: -60px; background: var(--panel); padding: 10px 16px; z-index: 9; border-radius: 8px; }
.skip:focus { top: 12px; }

.frame { display: grid; grid-template-columns: minmax(0, 1fr); }
.bar { position: sticky; top: 0; z-index: 5; background: var(--ground); border-bottom: 1px solid var(--line);
  display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: center; gap: 4px 12px; padding: 10px 16px 0; }
.brand { font-weight: 650; letter-spacing: 0.01em; font-size: 14px; }
.brand svg { vertical-align: -4px; margin-right: 8px; }
.nav { grid-column: 1 / -1; display: flex; gap: 2px; overflow-x: auto; scrollbar-width: none; margin: 0 -16px; padding: 0 10px; }
.nav a { flex: none; color: var(--quiet); text-decoration: none; padding: 8px 10px; border-bottom: 2px solid transparent; font-size: 14px; }
.nav a:hover { color: var(--ink); }
.nav a[aria-current] { color: var(--ink); border-bottom-color: var(--accent); font-weight: 600; }
.theme { display: inline-flex; background: var(--raised); border: 0; border-radius: 8px; padding: 2px; margin: 0; min-width: 0; }
.theme label { position: relative; font-size: 12px; color: var(--quiet); border-radius: 6px; padding: 3px 9px; cursor: pointer; }
.theme input { position: absolute; opacity: 0; inset: 0; margin: 0; cursor: pointer; }
.theme label:has(:checked) { background: var(--panel); color: var(--ink); font-weight: 600; box-shadow: 0 1px 2px rgb(0 0 0 / 0.14); }
.theme label:has(:focus-visible) { outline: 2px solid var(--accent); outline-offset: 1px; }
main { min-width: 0; padding: 24px 16px 48px; display: grid; grid-template-columns: minmax(0, 1fr); gap: 44px; max-width: 1560px; width: 100%; margin: 0 auto; }
:root { scroll-padding-top: 96px; }
@media (min-width: 700px) { main { padding: 32px 28px 64px; } }
@media (min-width: 1160px) {
  :root { scroll-padding-top: 28px; }
  .frame { grid-template-columns: 216px minmax(0, 1fr); }
  .bar { height: 100vh; border-bottom: 0; border-right: 1px solid var(--line); padding: 30px 16px 20px 24px; display: flex; flex-direction: column; align-items: stretch; gap: 22px; }
  .nav { flex-direction: column; margin: 0; padding: 0; overflow: visible auto; }
  .nav a { border-bottom: 0; border-left: 2px solid var(--line); border-radius: 0; padding: 5px 12px; }
  .nav a[aria-current] { border-left-color: var(--accent); }
  .theme { order: 1; margin-top: auto; align-self: flex-start; }
  main { padding: 40px 44px 80px; gap: 56px; }
}
@media (min-width: 2000px) { :root { font-size: 16px; } main { max-width: 1760px; } .frame { grid-template-columns: 260px minmax(0, 1fr); } }
`;
