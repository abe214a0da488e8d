// How long tests wait for what comes by itself, before they fail: the one place where this is said.

/** ms. Only a fault reaches it, also on a machine that does other things; what is there sooner is seen sooner. `expect.poll` has it, too. */
export const PATIENCE_MS = 20_000;
