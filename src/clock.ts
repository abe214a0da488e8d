// Time as a value that can be handed in, so that tests and back-tests own it.

export interface Clock {
  /** ms since 1970, UTC. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
