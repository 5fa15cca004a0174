import type { VenueNews } from "../../ports/index.ts";
import { BadMessage, type Fields } from "./fields.ts";

/** What the stream wants of its client. */
interface StreamListener {
  news(number: number, news: VenueNews): void;
  /** Something between was not heard: subscribe again from what was. */
  missed(): void;
}

/** Numbered events, each told once and in order, whatever the connection does with them. */
export class StreamCursor {
  /** Number of the last that was told. */
  last: number;
  readonly #listener: StreamListener;
  readonly #read: (of: Fields) => VenueNews;
  /** Events that came twice. */
  repeated = 0;

  constructor(from: number, read: (of: Fields) => VenueNews, listener: StreamListener) {
    this.last = from;
    this.#read = read;
    this.#listener = listener;
  }

  event(of: Fields): void {
    const no = of.count("no");
    if (no <= this.last) {
      this.repeated++;
      return;
    }
    if (no > this.last + 1) {
      this.#listener.missed();
      return;
    }
    const news = this.#read(of);
    this.last = no;
    this.#listener.news(no, news);
  }

  /** The stream lives; it also says how far it has told. */
  beat(of: Fields): void {
    if (of.count("no") > this.last) this.#listener.missed();
  }

  /** @throws BadMessage for what is no message of a stream */
  hear(of: Fields): "gap" | undefined {
    switch (of.text("s")) {
      case "event":
        this.event(of);
        return undefined;
      case "beat":
        this.beat(of);
        return undefined;
      case "gap":
        return "gap";
      default:
        throw new BadMessage("no message of the stream");
    }
  }
}
