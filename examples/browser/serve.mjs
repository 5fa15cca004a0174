// node serve.mjs [port]: serves this folder and the built package on 127.0.0.1, and nothing else.
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, resolve, sep } from "node:path";
import { ensureBuilt } from "../../scripts/build.mjs";

const root = resolve(import.meta.dirname, "..", "..");
const SERVED = ["examples/browser", "dist/src"].map((folder) => resolve(root, folder) + sep);
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8" };

await ensureBuilt();
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const file = resolve(
    root,
    `.${pathname === "/" ? "/examples/browser/index.html" : decodeURIComponent(pathname)}`,
  );
  const type = TYPES[extname(file)];
  const isServed = type !== undefined && SERVED.some((folder) => file.startsWith(folder));
  if (!isServed || statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    response.writeHead(404, { "content-type": "text/plain" }).end("not here");
    return;
  }
  if (pathname === "/") response.writeHead(302, { location: "/examples/browser/index.html" }).end();
  else createReadStream(file).pipe(response.writeHead(200, { "content-type": type }));
});
server.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${server.address().port}/examples/browser/index.html`);
});
