import { bars, close, none, open, type Strategy, strategy } from "../../../core/strategy/index.ts";

/** Measures by the highest volume it has ever seen: which one that is depends on where the data starts. */
export const recordVolume = (): Strategy =>
  strategy({
    name: "record-volume",
    version: "1.0.0",
    params: {},
    feeds: { main: bars() },
    state: () => ({ record: 0 }),
    indicators: () => ({}),
    onBar({ feeds, position, state }) {
      const volume = feeds.main.volume.now;
      state.record = Math.max(state.record, volume); // The fault: a record of all times.
      if (position.side === "flat" && volume > state.record / 4)
        return open("long", { why: "the volume is near its record", stop: feeds.main.close.now * 0.97 });
      if (position.side === "long" && volume < state.record / 16) return close("the volume has gone");
      return none;
    },
  });
