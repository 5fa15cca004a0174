/** Both real sides of the simulated venue over a network in memory: hours of it, and no time passes. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { START } from "../../../../tests/builders/instrument.ts";
import { order } from "../../../../tests/builders/order.ts";
import { type HouseTerms, housePlan, inShort } from "../../../../tests/builders/served-venue.ts";
import { Chance } from "../../../core/base/index.ts";
import type { OrderId } from "../../../core/domain/index.ts";
import type { VenueConnection } from "../../ports/index.ts";
import {
  clientOrderId,
  openHouse,
  VenueClient,
  type VenueClientOptions,
  type VenueHouse,
  type Wire,
} from "../../venues/index.ts";
import { type Owner, VirtualTime } from "../clock/virtual-time.ts";
import { SimNetwork } from "./sim-network.ts";

const ADDRESS = "/sim/venue";
const VENUE = "venue";

let time: VirtualTime;
let network: SimNetwork;
let restore: () => void;

beforeEach(() => {
  time = new VirtualTime(START);
  network = new SimNetwork(time, new Chance("network"), { floorMs: 5, tailMs: 10 });
  restore = time.install();
});
afterEach(() => restore());

const pass = (ms: number): Promise<void> => time.run(time.now + ms);

/** A venue whose data moves only when it is stepped. */
function house(terms: HouseTerms = {}): VenueHouse {
  const one = openHouse({ plan: housePlan(terms), life: "life 1", now: () => time.now });
  time.runAs(VENUE, () => {
    network.listen(ADDRESS, VENUE, (wire) => one.accept(wire));
    setInterval(() => one.beat(), 1_000);
  });
  one.control("advance");
  return one;
}

interface Trader {
  readonly client: VenueClient;
  readonly said: string[];
  readonly news: string[];
  /** What came of each order: its ordinal, the outcome and after how many milliseconds. */
  readonly outcomes: string[];
  connection: VenueConnection | undefined;
  send(ordinal: number, limit?: string): void;
}

/** A process that trades. */
function trader(owner: Owner, epoch = 1, more: Partial<VenueClientOptions> = {}): Trader {
  const plan = housePlan({});
  const account = plan.account.name;
  const symbols = plan.instruments.map(({ symbol }) => symbol);
  const said: string[] = [];
  const news: string[] = [];
  const client = new VenueClient(
    { ...{ address: ADDRESS, account, epoch, symbols }, connect: network.connect, ...more },
    {
      news: (_, one) => news.push(one.kind === "order" ? one.news.kind : one.kind),
      connected: () => said.push("connected"),
      disconnected: (why) => said.push(why),
      silent: () => said.push("silent"),
    },
  );
  const self: Trader = {
    ...{ client, said, news, outcomes: [], connection: undefined },
    send(ordinal, limit) {
      const sentAt = time.now;
      const id = clientOrderId({ epoch, run: "testruns", ordinal });
      const send = async (): Promise<void> => {
        const request = order({ id: ordinal as OrderId, ...(limit !== undefined && { limit }) });
        const outcome = await client.submit({ id, request });
        self.outcomes.push(`${ordinal} ${inShort(outcome)} ${time.now - sentAt < 5_000 ? "soon" : "late"}`);
      };
      time.after(0, () => void send(), owner);
    },
  };
  const begin = async (): Promise<void> => {
    client.subscribe(0);
    self.connection = await client.connect();
  };
  time.after(0, () => void begin(), owner);
  return self;
}

const only = (): (typeof network.connections)[number] => {
  const [connection, ...more] = network.connections;
  if (connection === undefined || more.length > 0) throw new Error(`${network.connections.length} are open`);
  return connection;
};

describe("the real client and the real venue", () => {
  test("shake hands, and an order is accepted, filled and told: in virtual time alone", async () => {
    const venue = house({ bars: [["100 101 99 100", "102 103 101 102", "100 101 99 100"]] });
    const one = trader("bot");
    await pass(1_000);
    expect(one.connection).toMatchObject({ kind: "connected", life: "life 1", epoch: 1, newest: 2 });
    one.send(1);
    one.send(2, "90");
    await pass(1_000);
    expect(one.outcomes.toSorted()).toEqual(["1 ACCEPTED ACCEPTED soon", "2 ACCEPTED ACCEPTED soon"]);
    expect(one.news.toSorted()).toEqual([
      ...["OrderAccepted", "OrderAccepted", "OrderFilled", "bar", "time"],
    ]);
    expect(venue.truth.orders.map(({ status }) => status).toSorted()).toEqual(["ACCEPTED", "FILLED"]);
    expect(venue.truth.fills).toHaveLength(1);
    expect([venue.market.moments, venue.counts]).toEqual([1, {}]);
    time.after(0, () => venue.step(), VENUE);
    await pass(1_000);
    expect([venue.market.moments, one.news.length]).toEqual([2, 7]);
  });

  test("say the same at the same moments, seed by seed", async () => {
    const play = async (seed: string): Promise<string[]> => {
      restore();
      time = new VirtualTime(START);
      network = new SimNetwork(time, new Chance(seed), { floorMs: 5, tailMs: 10 });
      restore = time.install();
      house();
      const one = trader("bot");
      const seen: string[] = [];
      time.after(500, () => one.send(1), "drill");
      time.after(700, () => only().cut(300), "drill");
      await time.run(START + 10_000, () => {
        seen.push(`${time.now} ${String(time.owner)} ${one.said.length} ${one.outcomes.length}`);
      });
      return [...seen, ...one.said, ...one.outcomes];
    };
    const first = await play("a");
    expect(await play("a")).toEqual(first);
    expect(await play("b")).not.toEqual(first);
    expect(first.length).toBeGreaterThan(50);
  });

  test("come together again after a cut, and what was in flight is lost", async () => {
    const venue = house();
    const one = trader("bot");
    await pass(1_000);
    one.send(1);
    time.after(1, () => only().cut(500), "drill"); // Before anything can have arrived.
    await pass(600);
    expect([one.said[1], one.outcomes]).toEqual([
      "the venue closed the connection",
      ["1 UNKNOWN disconnected soon"],
    ]);
    expect(venue.truth.orders).toEqual([]);
    await pass(2_000);
    expect(one.said).toEqual(["connected", "the venue closed the connection", "connected"]);
    expect(only().client.destroyed).toBe(false);
  });

  test("hear nothing while the line is clogged, and then everything in order", async () => {
    const venue = house();
    const one = trader("bot");
    await pass(1_000);
    only().clog(3_000, "up");
    for (let ordinal = 1; ordinal <= 20; ordinal++) one.send(ordinal, "90");
    await pass(2_900);
    expect(venue.truth.orders).toEqual([]);
    await pass(500);
    const ids = venue.truth.orders.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted());
    expect([ids.length, one.outcomes.length]).toEqual([20, 20]);
    expect(one.said).toEqual(["connected"]);
  });

  test.each(["up", "down"] as const)("notice that nothing goes %s any more", async (direction) => {
    const venue = house();
    const one = trader("bot");
    await pass(1_000);
    only().silence(direction);
    one.send(1, "90");
    await pass(20_000);
    expect(one.outcomes).toEqual([expect.stringMatching(/^1 UNKNOWN (timeout|disconnected) /)]);
    expect(venue.truth.orders).toHaveLength(direction === "up" ? 0 : 1);
    expect(one.said.slice(-2)).toEqual([expect.not.stringMatching("connected"), "connected"]);
    // The venue never hears that the client of the silent line has gone.
    expect(network.connections.map(({ server }) => server.destroyed)).toEqual(
      direction === "up" ? [false, false] : [false],
    );
    network.connections[0]?.cut(10);
    await pass(5_000);
    expect(network.connections).toHaveLength(1);
  });

  test("wait for each other while nobody can connect", async () => {
    network.refuse(ADDRESS, 10_000);
    const one = trader("bot");
    await pass(500);
    expect(one.connection).toEqual({ kind: "unreachable", why: `connect ECONNREFUSED ${ADDRESS}` });
    expect(network.connections.filter(({ client }) => client.destroyed)).toEqual([]);
    house();
    await pass(9_000);
    expect(one.said).toEqual([]);
    await pass(6_000);
    expect(one.said).toEqual(["connected"]);
  });
});

describe("a house that is stepped from outside", () => {
  test("knows the requests of the stage, but none that would set its data going", async () => {
    const venue = house();
    const stage = time.runAs("stage", () => network.connect(ADDRESS));
    const answers: string[] = [];
    stage.on("data", (part) => answers.push(part));
    for (const op of ["advance", "play", "pause", "stop"]) stage.write(`${JSON.stringify({ n: 1, op })}\n`);
    await pass(1_000);
    expect(answers.map((one) => /^\{"re":1,"(\w+)"/.exec(one)?.[1])).toEqual([
      ...["time", "error", "error", "error"],
    ]);
    expect(venue.market.moments).toBe(2);
    expect([venue.control("play"), venue.control("release")]).toEqual([undefined, { released: 0 }]);
  });

  test("strikes with the faults that it is told, counts them, and ends all connections when it closes", async () => {
    const venue = house();
    const one = trader("bot");
    await pass(1_000);
    venue.control("fault", { rule: { kind: "dropReply", op: "submit", times: 1 } });
    one.send(1, "90");
    one.send(2, "90");
    await pass(10_000);
    expect(one.outcomes).toEqual(["2 ACCEPTED ACCEPTED soon", "1 UNKNOWN timeout late"]);
    expect([venue.counts, venue.truth.orders.length]).toEqual([{ dropReply: 1 }, 2]);
    time.after(0, () => venue.close(), VENUE);
    await pass(40);
    expect(one.said).toEqual(["connected", "the venue closed the connection"]);
  });
});

describe("a process that is killed", () => {
  test("does nothing more; the venue hears its end later, and the next life fences it", async () => {
    const venue = house();
    const one = trader("life 1");
    await pass(1_000);
    one.send(1, "90");
    await time.run(time.now);
    const { server } = only();
    let closedAt = 0;
    server.once("close", () => {
      closedAt = time.now;
    });
    const killedAt = time.now;
    time.kill("life 1");
    await pass(500);
    expect(closedAt).toBeGreaterThan(killedAt);
    expect([one.outcomes, network.connections]).toEqual([[], []]);
    expect(venue.truth.orders).toHaveLength(1); // What it had said arrives all the same.
    const next = trader("life 2", 2);
    await pass(60_000);
    expect(next.connection).toMatchObject({ kind: "connected", epoch: 2 });
    expect(one.said).toEqual(["connected"]);
  });

  test("together with the other side leaves no connection behind", async () => {
    house();
    trader("bot");
    await pass(1_000);
    time.kill("bot");
    time.kill(VENUE);
    await pass(1_000);
    expect(network.connections).toEqual([]);
  });

  test("that is the venue: the client comes back to the next one at the same address", async () => {
    house();
    const one = trader("bot");
    await pass(1_000);
    time.kill(VENUE);
    await pass(1_000);
    expect(one.said).toEqual(["connected", "the venue closed the connection"]);
    const again = openHouse({ plan: housePlan({}), life: "life 2", now: () => time.now });
    network.listen(ADDRESS, "venue again", (wire) => again.accept(wire));
    await pass(10_000);
    expect(one.said.at(-1)).toBe("connected");
  });
});

describe("the line itself", () => {
  /** Two ends without a protocol. */
  const ends = async (): Promise<{
    readonly client: Wire;
    readonly heard: string[];
    readonly at: number[];
  }> => {
    const heard: string[] = [];
    const at: number[] = [];
    network.listen("/echo", VENUE, (wire) => {
      wire.on("data", (part) => {
        heard.push(part);
        at.push(time.now);
      });
      wire.once("close", () => heard.push("closed"));
    });
    const client = time.runAs("bot", () => network.connect("/echo"));
    client.on("error", () => undefined);
    return { client, heard, at };
  };

  test("keeps the order whatever the latency is, and each word takes at least the floor", async () => {
    const { client, heard, at } = await ends();
    const words = Array.from({ length: 200 }, (_, i) => String(i));
    const sent: number[] = [];
    words.forEach((word, i) => {
      time.after(i, () => {
        sent.push(time.now);
        client.write(word);
      });
    });
    time.after(50, () => only().slow({ floorMs: 1, tailMs: 0 }, "up"));
    time.after(100, () => only().clog(40));
    time.after(300, () => client.destroy());
    time.after(301, () => client.write("from the grave"));
    await pass(1_000);
    expect(heard).toEqual([...words, "closed"]);
    expect(at.filter((one, i) => one < (sent[i] ?? 0) + (i < 50 ? 5 : 1))).toEqual([]);
    expect(at.filter((one) => one >= START + 101 && one < START + 140)).toEqual([]);
    expect(network.connections).toEqual([]);
  });

  test("does not let a quick word overtake a slow one, nor hurry it", async () => {
    const { client, heard, at } = await ends();
    only().slow({ floorMs: 500, tailMs: 0 }, "up");
    client.write("slow");
    only().slow({ floorMs: 1, tailMs: 0 }, "up");
    client.write("quick");
    await pass(1_000);
    expect([heard, at]).toEqual([
      ["slow", "quick"],
      [START + 500, START + 500],
    ]);
  });

  test("brings nothing more to an end that was destroyed, not even that it stands", async () => {
    const { client, heard } = await ends();
    const said: string[] = [];
    client.once("connect", () => said.push("connected"));
    client.on("data", (part) => said.push(part));
    client.once("close", () => said.push("closed"));
    client.destroy();
    await pass(100);
    expect([said, heard]).toEqual([["closed"], ["closed"]]);
    const other = time.runAs("bot", () => network.connect("/echo"));
    other.on("data", (part) => said.push(part));
    await pass(500);
    only().server.write("too late");
    other.destroy();
    await pass(500);
    expect(said).toEqual(["closed"]);
  });

  test("draws latencies of the mean that it was told", async () => {
    network.latency = { floorMs: 20, tailMs: 50 };
    const { client, heard, at } = await ends();
    const sent: number[] = [];
    for (let i = 0; i < 2_000; i++)
      time.after(i * 10_000, () => {
        sent.push(time.now);
        client.write("x");
      });
    await pass(30_000_000);
    expect(heard).toHaveLength(2_000);
    const mean = at.reduce((sum, one, i) => sum + one - (sent[i] ?? 0), 0) / 2_000;
    expect(Math.abs(mean - 70)).toBeLessThan(5); // Four standard errors are 4.5.
  });

  test("tells an error before the end, to whoever destroys it with one", async () => {
    const { client, heard } = await ends();
    const said: string[] = [];
    client.once("error", (error) => said.push(error.message));
    client.once("close", () => said.push("closed"));
    client.destroy(new Error("enough"));
    expect([client.destroyed, said]).toEqual([true, []]);
    await pass(100);
    expect([said, heard]).toEqual([["enough", "closed"], ["closed"]]);
  });
});
