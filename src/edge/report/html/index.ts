/** The page of a report. */
export { buildCharts, type DrawnBars, drawBars } from "./build-charts.ts";
export { renderPage } from "./page.ts";
