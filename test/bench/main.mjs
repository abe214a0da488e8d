// `npm run bench -- ingest|query|pages|parse|rules|notify|baselines [--count N] [--transport udp|tcp] [--mix bench|house|windows] [--rate N] [--direct]`
// One JSON line a figure. Compare ratios of one run: the machine's noise is larger than most changes.

import { parseArgs } from 'node:util';
import { baselines } from './baselines.mjs';
import { ingest } from './ingest.mjs';
import { notify } from './notify.mjs';
import { pages } from './pages.mjs';
import { parse } from './parse.mjs';
import { query } from './query.mjs';
import { rules } from './rules.mjs';

const BENCHES = { ingest, query, pages, parse, rules, notify, baselines };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string' },
    transport: { type: 'string' },
    mix: { type: 'string' },
    rate: { type: 'string' },
    direct: { type: 'boolean' },
  },
});
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
for (const name of names) {
  if (!(name in BENCHES)) {
    console.error(`bench: there is no "${name}". Choose from ${Object.keys(BENCHES).join(', ')}.`);
    process.exit(1);
  }
  await BENCHES[name]({ ...values, ...(values.count ? { count: Number(values.count) } : {}) });
}
