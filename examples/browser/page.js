const find = (id) => document.getElementById(id);
const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
/** `?bars=50000` plays fewer. */
const bars = Number(new URLSearchParams(location.search).get("bars") ?? 1_000_000);
const whole = new Intl.NumberFormat("en");
const money = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const percent = { format: (share) => `${money.format(share * 100)} %` };

let asked = 0;
let isRunning = false;
let shown = [];

/** One run at a time: what was asked for meanwhile is played when it is over. */
function ask() {
  const [fast, slow, stop] = ["fast", "slow", "stop"].map((id) => Number(find(id).value));
  find("fast-said").value = fast;
  find("slow-said").value = slow;
  find("stop-said").value = `${stop.toFixed(1)} %`;
  find("result").dataset.busy = "true";
  asked++;
  if (isRunning) return;
  isRunning = true;
  worker.postMessage({ id: asked, params: { fast, slow, stop: stop / 100 }, bars });
}

worker.addEventListener("message", ({ data: { id, report, ms, error } }) => {
  isRunning = false;
  if (id !== asked) {
    ask();
    return;
  }
  if (error !== undefined) {
    find("what").textContent = error;
    return;
  }
  show(report, ms);
});

function show(report, ms) {
  find("return").textContent = percent.format(report.metrics.totalReturn);
  find("drawdown").textContent = percent.format(report.metrics.maxDrawdown);
  find("trades").textContent = whole.format(report.metrics.trades);
  find("fees").textContent = `${money.format(report.account.fees)} ${report.account.currency}`;
  find("time").textContent = `${whole.format(Math.round(ms))} ms`;
  find("hash").textContent = report.hash;
  const [fast, slow, stop] = ["fast", "slow", "stop"].map((id) => find(id).value);
  const count = bars === 1_000_000 ? "" : ` ${bars}`;
  find("command").textContent = `node examples/browser/in-node.mjs ${fast} ${slow} ${stop}${count}`;
  shown = report.equity;
  draw();
  find("result").dataset.busy = "false";
}

/** Equity as one line from the first moment to the last. */
function draw() {
  const canvas = find("equity");
  const context = canvas.getContext("2d");
  const { width, height } = canvas.getBoundingClientRect();
  const scale = devicePixelRatio;
  canvas.width = width * scale;
  canvas.height = height * scale;
  context.scale(scale, scale);
  if (shown.length < 2) return;
  const values = shown.map(([, equity]) => equity);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [from, to] = [shown[0][0], shown[shown.length - 1][0]];
  const inset = 16;
  const x = (time) => inset + ((time - from) / (to - from)) * (width - 2 * inset);
  const y = (equity) => height - inset - ((equity - low) / (high - low || 1)) * (height - 2 * inset);
  context.beginPath();
  for (const [time, equity] of shown) context.lineTo(x(time), y(equity));
  context.strokeStyle = getComputedStyle(canvas).color;
  context.lineWidth = 1.5;
  context.stroke();
  context.fillStyle = getComputedStyle(find("what")).color;
  context.font = "12px system-ui, sans-serif";
  context.fillText(money.format(high), inset, inset - 2);
  context.fillText(money.format(low), inset, height - 3);
}

for (const id of ["fast", "slow", "stop"]) find(id).addEventListener("input", ask);
addEventListener("resize", draw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
ask();
