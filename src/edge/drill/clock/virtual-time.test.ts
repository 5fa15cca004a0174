import { afterEach, describe, expect, test } from "vitest";
import { VirtualTime } from "./virtual-time.ts";

const restores: (() => void)[] = [];
const installed = (startsAt = 0): VirtualTime => {
  const time = new VirtualTime(startsAt);
  restores.push(time.install());
  return time;
};
afterEach(() => {
  for (const restore of restores.splice(0)) restore();
});

/** What was said, and when. */
function notes(time: VirtualTime): { readonly said: string[]; say(what: string): () => void } {
  const said: string[] = [];
  return { said, say: (what) => () => void said.push(`${time.now} ${what}`) };
}

describe("plans", () => {
  test("come by time, and at equal times in the order of making", () => {
    const time = new VirtualTime(100);
    const { said, say } = notes(time);
    time.after(7, say("late"));
    time.at(105, say("first"));
    time.after(5, say("second"));
    time.at(105, say("third"));
    time.at(3, say("past"));
    expect(time.nextAt).toBe(100);
    while (time.next());
    expect(said).toEqual(["100 past", "105 first", "105 second", "105 third", "107 late"]);
    expect(time.nextAt).toBe(Number.POSITIVE_INFINITY);
  });

  test("do not come once they are cancelled, and say whether they will", () => {
    const time = new VirtualTime(0);
    const { said, say } = notes(time);
    const one = time.after(1, say("one"));
    const other = time.after(2, say("other"));
    time.cancel(one);
    expect([one.isPending, other.isPending]).toEqual([false, true]);
    while (time.next());
    time.cancel(other);
    expect([said, other.isPending]).toEqual([["2 other"], false]);
  });

  test("belong to whose turn it is, in turns within turns too, and go with their owner", () => {
    const time = new VirtualTime(0);
    const { said, say } = notes(time);
    const dead: unknown[] = [];
    time.whenKilled((owner) => dead.push(owner));
    time.runAs("a", () => {
      time.after(1, () => {
        say(`turn of ${String(time.owner)}`)();
        time.after(9, say("never"));
        time.runAs("b", () => time.after(9, say("of b")));
        time.after(9, say("never either"));
      });
    });
    time.after(5, () => time.kill("a"), "drill");
    while (time.next());
    expect(said).toEqual(["1 turn of a", "10 of b"]);
    expect(dead).toEqual(["a"]);
    expect(time.isDead("a")).toBe(true);
  });

  test("of the dead are never made", () => {
    const time = new VirtualTime(0);
    const { said, say } = notes(time);
    time.after(
      0,
      () => {
        time.kill("a"); // By its own hand: what it still does in this turn is in vain.
        expect(time.after(1, say("never")).isPending).toBe(false);
      },
      "a",
    );
    while (time.next());
    expect(said).toEqual([]);
    expect(() => time.runAs("a", () => undefined)).toThrow("a new life needs a new owner");
  });

  test("of the frozen come when they thaw, in the order in which they were due, before what is due then", () => {
    const time = new VirtualTime(0);
    const { said, say } = notes(time);
    time.at(20, say("at the thaw"), "a");
    time.at(10, say("second"), "a");
    time.at(8, say("first"), "a");
    time.at(9, say("other"), "b");
    time.freeze("a", 20);
    time.freeze("a", 5); // Does not shorten it.
    while (time.next());
    expect(said).toEqual(["9 other", "20 first", "20 second", "20 at the thaw"]);
  });
});

describe("the globals", () => {
  test("are virtual while it is installed: no real time passes", async () => {
    const time = installed(1_000_000);
    const { said, say } = notes(time);
    const steady = performance.now();
    const timer = setTimeout((...what: string[]) => say(what.join(" "))(), 3_600_000, "an", "hour");
    expect([timer.hasRef(), timer.unref().hasRef(), timer.ref().hasRef()]).toEqual([true, false, true]);
    setTimeout(say("at least a millisecond"), 0);
    clearTimeout(setTimeout(say("never"), 5));
    clearTimeout(undefined);
    await time.run(1_000_000 + 3_600_000);
    expect(said).toEqual(["1000001 at least a millisecond", "4600000 an hour"]);
    expect([Date.now(), performance.now() - steady]).toEqual([4_600_000, 3_600_000]);
  });

  test("an interval rings until it is cleared, by itself too", async () => {
    const time = installed();
    const { said, say } = notes(time);
    let rings = 0;
    const self = setInterval(() => {
      say("self")();
      rings++;
      if (rings === 2) clearInterval(self);
    }, 10);
    const other = setInterval(say("other"), 15);
    time.after(40, () => clearInterval(other));
    await time.run(100);
    expect(said).toEqual(["10 self", "15 other", "20 self", "30 other"]);
  });

  test("what waits goes on as who began it, and not once that is killed", async () => {
    const time = installed();
    const { said, say } = notes(time);
    const live = async (): Promise<void> => {
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        say(String(time.owner))();
      }
    };
    time.after(0, () => void live(), "a");
    time.after(5, () => void live(), "b");
    time.after(22, () => time.kill("a"), "drill");
    await time.run(40);
    expect(said).toEqual(["10 a", "15 b", "20 a", "25 b", "35 b"]);
  });

  test("the wall clock of an owner may be off, its steady clock not", () => {
    const time = installed(5_000);
    time.skew("a", -700);
    expect(time.runAs("a", () => [Date.now(), performance.now()])).toEqual([4_300, 0]);
    expect(Date.now()).toBe(5_000);
  });

  test("are the real ones again afterwards, after a throw too, and only one clock stands in their place", () => {
    const globals = (): unknown[] => [
      ...[setTimeout, setInterval, clearTimeout, clearInterval, Date.now, performance.now],
    ];
    const real = globals();
    const time = new VirtualTime(0);
    const restore = time.install();
    expect(globals().filter((one, i) => one === real[i])).toEqual([]);
    expect(() => new VirtualTime(0).install()).toThrow("another clock is installed");
    setTimeout(() => {
      throw new Error("on purpose");
    }, 1);
    try {
      expect(() => time.next()).toThrow("on purpose");
    } finally {
      restore();
    }
    expect(globals()).toEqual(real);
    expect(Object.hasOwn(performance, "now")).toBe(false);
    const again = new VirtualTime(0).install();
    restore(); // Of the first: it has nothing to put back any more.
    expect(setTimeout).not.toBe(real[0]);
    again();
    expect(setTimeout).toBe(real[0]);
  });

  test("a timer of before is cleared as what it is", async () => {
    let hasRung = false;
    const real = setTimeout(() => {
      hasRung = true;
    }, 5);
    const restore = new VirtualTime(0).install();
    clearTimeout(real);
    restore();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(hasRung).toBe(false);
  });
});

describe("a run", () => {
  test("lets all microtasks of a turn run before the next one, over thousands of turns", async () => {
    const time = new VirtualTime(0);
    const open: number[] = [];
    let most = 0;
    for (let i = 0; i < 2_000; i++)
      time.at(1, () => {
        open.push(i);
        most = Math.max(most, open.length);
        void (async () => {
          for (let waits = 0; waits < 20; waits++) await Promise.resolve();
          process.nextTick(() => queueMicrotask(() => open.pop()));
        })();
      });
    const seen: number[] = [];
    await time.run(1, () => seen.push(open.length));
    expect([most, time.turns, seen.length]).toEqual([1, 2_000, 2_000]);
    expect(Math.max(...seen)).toBe(0);
  });

  test("ends at its time with what is due then, and leaves the rest", async () => {
    const time = new VirtualTime(0);
    const { said, say } = notes(time);
    for (const ms of [5, 10, 11]) time.at(ms, say("turn"));
    await time.run(10);
    expect([said, time.now]).toEqual([["5 turn", "10 turn"], 10]);
    await time.run(20);
    expect([said.at(-1), time.now]).toEqual(["11 turn", 20]);
  });

  test.each([1, 255, 256, 257])(
    "ends with what is thrown behind turn %i, and takes no other",
    async (bad) => {
      const time = new VirtualTime(0);
      for (let i = 0; i < 600; i++) time.at(i, () => undefined);
      const fail = (): void => {
        if (time.turns === bad) throw new Error("on purpose");
      };
      await expect(time.run(1_000, fail)).rejects.toThrow("on purpose");
      expect(time.turns).toBe(bad);
      time.at(0, () => fail2());
      const fail2 = (): void => {
        throw new Error("in the turn");
      };
      await expect(time.run(1_000)).rejects.toThrow("in the turn");
      expect(time.turns).toBe(bad + 1);
    },
  );
});
