// Property tests draw the same values at each run, so that a failure is the change's and not the dice's. To look for more:
// LANWARDEN_SEED=$RANDOM npx vitest run --project unit src/query

import fc from 'fast-check';

const SEED = 20_261_120;

fc.configureGlobal({ seed: Number(process.env['LANWARDEN_SEED'] ?? SEED) });
