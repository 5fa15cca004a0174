/** What stands inside of the frame: headline, numbers, charts, tables, forms, and how it prints. */
export const PARTS_STYLE = `
.headline { display: grid; gap: 14px; }
.eyebrow { color: var(--quiet); font-size: 14px; }
h1 { font-size: clamp(26px, 3.2vw, 38px); line-height: 1.15; letter-spacing: -0.02em; font-weight: 680; text-wrap: balance; }
.result { font-size: clamp(16px, 1.5vw, 19px); line-height: 1.5; max-width: 72ch; text-wrap: pretty; }
.alarm, .warned { border-radius: var(--radius); padding: 14px 18px; }
.alarm { background: var(--alarm-ground); color: var(--alarm); font-weight: 600; }
.warned { background: var(--warn-ground); display: grid; gap: 6px; padding-left: 34px; }
.heroes { display: grid; grid-template-columns: repeat(auto-fit, minmax(156px, 1fr)); gap: 1px; background: var(--line);
  border: 1px solid var(--line); border-radius: var(--radius); overflow: hidden; }
.heroes > div { background: var(--panel); padding: 16px 18px; display: flex; flex-direction: column-reverse; justify-content: flex-end; }
.heroes dt, .facts dt { color: var(--quiet); font-size: 13.5px; }
.heroes dd { font-size: clamp(20px, 1.75vw, 27px); line-height: 1.25; font-weight: 640; letter-spacing: -0.015em; white-space: nowrap; }
section { display: grid; gap: 16px; grid-template-columns: minmax(0, 1fr); }
.title { display: grid; gap: 4px; }
h2 { font-size: 22px; line-height: 1.25; letter-spacing: -0.012em; font-weight: 650; }
h3 { font-size: 15px; font-weight: 640; }
.lead { color: var(--quiet); max-width: 104ch; text-wrap: pretty; }
.panel { background: var(--panel); border: 1px solid var(--line); border-radius: var(--radius); padding: 16px; min-width: 0;
  display: grid; gap: 12px; grid-template-columns: minmax(0, 1fr); align-content: start; }
@media (min-width: 700px) { .panel { padding: 20px 22px; } }
.panel > .lead { font-size: 13.5px; }
.pair, .triple { display: grid; gap: 16px; grid-template-columns: minmax(0, 1fr); align-items: stretch; }
@media (min-width: 900px) { .pair { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
@media (min-width: 1000px) { .triple { grid-template-columns: repeat(3, minmax(0, 1fr)); } }
.facts { display: grid; }
.facts > div { display: flex; justify-content: space-between; gap: 16px; padding: 6px 0; border-top: 1px solid var(--grid); align-items: baseline; }
.facts > div:first-child { border-top: 0; }
.facts dd { text-align: right; font-weight: 560; white-space: nowrap; }
.facts.wide dd { white-space: normal; overflow-wrap: anywhere; }
.gain { color: var(--gain); }
.loss { color: var(--loss); }
.quiet { color: var(--quiet); }

.reading { display: flex; flex-wrap: wrap; gap: 2px 18px; min-height: 23px; color: var(--quiet); font-size: 13.5px; }
.reading b, .reading .when { color: var(--ink); font-weight: 600; }
.plot { min-width: 0; }
.plot svg, .plot canvas { display: block; max-width: 100%; touch-action: pan-y; }
.grid { stroke: var(--grid); }
.zero { stroke: var(--quiet); stroke-dasharray: 2 3; }
.tick { fill: var(--quiet); font-size: 12px; }
.curve { fill: none; stroke-width: 1.7; stroke-linejoin: round; }
.curve.benchmark { stroke-width: 1.3; }
.equity { stroke: var(--equity); } .benchmark { stroke: var(--benchmark); } .drawdown { stroke: var(--drawdown); }
.area { stroke: none; opacity: 0.18; }
.area.drawdown { fill: var(--drawdown); }
.dot { stroke: var(--panel); stroke-width: 1.5; }
.dot.equity { fill: var(--equity); } .dot.benchmark { fill: var(--benchmark); } .dot.drawdown { fill: var(--drawdown); }
.cursor { stroke: var(--quiet); stroke-dasharray: 3 3; }
.gain-fill { fill: var(--gain); } .loss-fill { fill: var(--loss); }
rect.chosen { stroke: var(--ink); stroke-width: 1.5; }
.key { display: inline-block; width: 12px; height: 3px; border-radius: 2px; margin-right: 6px; vertical-align: 3px; }
.key.equity { background: var(--equity); } .key.benchmark { background: var(--benchmark); } .key.drawdown { background: var(--drawdown); }
.key.gain-line, .key.loss-line, .key.stop-line { border-radius: 0; background: none; }
.key.gain-line { height: 0; width: 18px; border-top: 2px solid var(--gain); }
.key.loss-line { height: 0; width: 18px; border-top: 2px dashed var(--loss); }
.key.stop-line { height: 0; width: 18px; border-top: 2px dotted var(--stop); }
.arrow { font-style: normal; font-size: 11px; margin-right: 6px; }
.arrow.buy { color: var(--buy); } .arrow.sell { color: var(--sell); }

.tools, .legend, .filters, .pages { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.tools { justify-content: space-between; }
.legend { font-size: 13.5px; color: var(--quiet); gap: 6px 18px; }
.legend button { padding: 3px 10px; font-size: 13px; }
.legend button[aria-pressed="false"] { color: var(--quiet); background: none; }
.legend button[aria-pressed="false"] .key { opacity: 0.25; }
button, select, input[type="search"] { font: inherit; font-size: 14px; color: var(--ink); background: var(--raised); border: 1px solid var(--line); border-radius: 8px; padding: 5px 12px; min-height: 34px; max-width: 100%; }
.legend button { min-height: 28px; }
button { cursor: pointer; }
button:hover:not([disabled]) { border-color: var(--quiet); }
button[disabled] { color: var(--quiet); cursor: default; }
button[aria-pressed="true"] { border-color: var(--accent); }
input[type="search"], select { background: var(--panel); }
::placeholder { color: var(--quiet); opacity: 1; }
.filters label { display: grid; gap: 3px; font-size: 12.5px; color: var(--quiet); min-width: 0; }
.filters { align-items: end; }
.tabs { display: flex; gap: 4px; overflow-x: auto; padding: 3px; margin: -3px; max-width: 100%; }
.tabs button { flex: none; background: none; border-color: transparent; color: var(--quiet); }
.tabs button[aria-selected="true"] { background: var(--raised); border-color: var(--line); color: var(--ink); font-weight: 600; }
#price-chart { height: clamp(380px, 56vh, 620px); min-width: 0; border-radius: 6px; }

.scroll { overflow-x: auto; margin: 0 -16px; padding: 0 16px; }
@media (min-width: 700px) { .scroll { margin: 0 -22px; padding: 0 22px; } }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { padding: 7px 10px; text-align: right; white-space: nowrap; border-top: 1px solid var(--grid); }
th:first-child, td:first-child { padding-left: 0; } th:last-child, td:last-child { padding-right: 0; }
thead th, thead td { border-top: 0; color: var(--quiet); font-weight: 560; font-size: 13px; vertical-align: bottom; }
tbody th { font-weight: 560; }
tr.group th { padding-top: 20px; color: var(--quiet); font-size: 13px; border-top: 0; }
tbody:first-of-type tr.group th { padding-top: 7px; }
th.word, td.word, tbody th { text-align: left; }
td.sentence { text-align: left; white-space: normal; min-width: 220px; }
td.nothing { text-align: left; color: var(--quiet); padding: 22px 0; }
th button { background: none; border: 0; padding: 2px 0; min-height: 0; color: inherit; font-size: 13px; font-weight: 560; white-space: nowrap; }
th button::after { content: " ↕"; opacity: 0.45; }
th[aria-sort="ascending"] button::after { content: " ↑"; opacity: 1; }
th[aria-sort="descending"] button::after { content: " ↓"; opacity: 1; }
th[aria-sort="ascending"], th[aria-sort="descending"] { color: var(--ink); }
button.link { background: none; border: 0; padding: 0; min-height: 0; color: var(--accent); text-decoration: underline; text-underline-offset: 3px; }
#trades table { min-height: 120px; }
#trades tbody tr:hover td { background: var(--raised); }
.heat th:not(:first-child), .heat td { width: 7%; }
.heat td { text-align: right; border-top: 3px solid var(--panel); padding: 7px 9px; }
.heat td[class^="g"], .heat td[class^="l"] { border-radius: 6px; border-left: 3px solid var(--panel); background-clip: padding-box; }
.g1 { background-color: light-dark(#edf4fb, #16212e); } .g2 { background-color: light-dark(#dbe9f7, #1a2d42); } .g3 { background-color: light-dark(#c3dcf2, #1d3a58); } .g4 { background-color: light-dark(#a9cdec, #20486f); }
.l1 { background-color: light-dark(#fbf2ec, #251d18); } .l2 { background-color: light-dark(#f8e3d5, #37261b); } .l3 { background-color: light-dark(#f3cfb8, #4c301e); } .l4 { background-color: light-dark(#edb995, #623a20); }
.heat td.total { font-weight: 640; border-left: 12px solid var(--panel); }
pre { background: var(--raised); border-radius: 8px; padding: 14px 16px; overflow: auto; max-height: 460px; margin: 0; tab-size: 2; }
pre.command { white-space: pre-wrap; overflow-wrap: anywhere; }
details > summary { cursor: pointer; font-weight: 600; padding: 4px 0; }
details[open] > summary { margin-bottom: 10px; }
ul.plain { padding-left: 18px; display: grid; gap: 4px; }
.coverage svg { max-width: 100%; height: auto; display: block; }
footer { color: var(--quiet); font-size: 13px; border-top: 1px solid var(--line); padding-top: 18px; display: grid; gap: 4px; }

@media print {
  :root { color-scheme: light !important; font-size: 11px; }
  body { background: none; }
  .bar, .tools, .filters, .pages, .skip, th button::after { display: none !important; }
  .frame { display: block; } main { padding: 0; gap: 24px; max-width: none; }
  .panel, .heroes, tr { break-inside: avoid; } h2, .title { break-after: avoid; }
  pre { max-height: none; white-space: pre-wrap; } .scroll { overflow: visible; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;
