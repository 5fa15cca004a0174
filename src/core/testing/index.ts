/** For authors of strategies, imported as "timonel/testing": plays hand-made bars through the real engine. */
export { type PlayedRun, type PlayTerms, play, type TestBar } from "./play.ts";
