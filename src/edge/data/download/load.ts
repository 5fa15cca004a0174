/** Downloading, with all it needs, is loaded only by whoever downloads. */
export const loadDownload = () => import("./download.ts");
