/** The least that answers a market event with an order: `node loopback-echo.js ADDRESS`. One line in, one line out. */
import { connect } from "node:net";
import { lineReader } from "./line-reader.ts";

const BEFORE = `{"n":1,"op":"submit","epoch":1,"id":"t1-00000000-`;
const BEHIND = `","validUntil":1704074400000,"order":{"symbol":"S000/USDT","side":"buy","type":"market","quantity":"1","collar":"14897.59","reduceOnly":false}}\n`;

let orders = 0;
const socket = connect(process.argv[2] ?? "");
socket.setNoDelay(true);
lineReader(socket, (line) => {
  if (line.includes('"e":"time"')) socket.write(`${BEFORE}${++orders}${BEHIND}`);
});
