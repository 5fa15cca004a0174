/** The page of a report. */
export { buildCharts } from "./build-charts.ts";
export { renderPage } from "./page.ts";
