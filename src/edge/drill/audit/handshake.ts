import type { Wire } from "../../venues/index.ts";

/** What a handshake is watched with. */
interface Watching {
  /** How long an answer may take, in milliseconds. */
  readonly timeoutMs: number;
  now(): number;
  /** Its process lives, and wants to trade. */
  isWanted(): boolean;
  /** It was given up so many milliseconds after it stood. */
  givenUp(afterMs: number): void;
}

/** Watches whether whoever has connected waits for the first answer as long as an answer may take: on a slow line nobody gets in otherwise. */
export function watchHandshake(wire: Wire, { timeoutMs, now, isWanted, givenUp }: Watching): void {
  let since: number | undefined;
  let isAnswered = false;
  wire.once("connect", () => {
    since = now();
  });
  wire.on("data", () => {
    isAnswered = true;
  });
  const destroy = wire.destroy.bind(wire);
  wire.destroy = (...reason) => {
    const isOwn = !wire.destroyed && isWanted();
    if (isOwn && !isAnswered && since !== undefined && now() < since + timeoutMs) givenUp(now() - since);
    return destroy(...reason);
  };
}
