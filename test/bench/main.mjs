// `npm run bench -- NAME ... [options]`, see README.md. One JSON line a figure, the machine first. Compare ratios of one run: the
// machine's noise is larger than most changes.

import { endWith } from './tidy.mjs';
import { parseArgs } from 'node:util';

const BENCHES = {
  ingest: () => import('./ingest.mjs'),
  udp: () => import('./udp.mjs'),
  growth: () => import('./growth.mjs'),
  soak: () => import('./soak.mjs'),
  peers: () => import('./peers.mjs'),
  query: () => import('./query.mjs'),
  pages: () => import('./pages.mjs'),
  parse: () => import('./parse.mjs'),
  rules: () => import('./rules.mjs'),
  notify: () => import('./notify.mjs'),
  baselines: () => import('./baselines.mjs'),
};
/** Without names. The soak takes an hour and is asked for by name. */
const USUAL = Object.keys(BENCHES).filter((name) => name !== 'soak');
const QUERY_SIZES = [1_000_000, 5_000_000, 20_000_000];

const USAGE = `Usage: npm run bench -- [NAME ...] [options]
Names: ${Object.keys(BENCHES).join(', ')} (left out: all but soak)
Options, and what the figures mean: test/bench/README.md`;

const { values, positionals } = await readArguments({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', short: 'h' },
    count: { type: 'string' },
    transport: { type: 'string' },
    mix: { type: 'string' },
    rate: { type: 'string' },
    seconds: { type: 'string' },
    connections: { type: 'string' },
    warm: { type: 'string' },
    window: { type: 'string' },
    rounds: { type: 'string' },
    peer: { type: 'string', multiple: true },
    idle: { type: 'string' },
    only: { type: 'boolean' },
    direct: { type: 'boolean' },
    store: { type: 'string' },
    postgres: { type: 'string' },
  },
});
if (values.help) {
  console.log(USAGE);
  await endWith(0);
}
const names = positionals.length > 0 ? positionals : USUAL;
const unknown = names.find((name) => !(name in BENCHES));
if (unknown !== undefined) await refuse(`there is no "${unknown}"`);
try {
  (await import('./machine.mjs')).machine();
  for (const name of names) await run(name);
  await endWith(0);
} catch (error) {
  await endWith(1, error);
}

async function readArguments(expected) {
  try {
    return parseArgs(expected);
  } catch (error) {
    return refuse(error.message.split('. ', 1)[0]);
  }
}

async function refuse(problem) {
  console.error(`bench: ${problem}\n${USAGE}`);
  return endWith(2);
}

async function run(name) {
  const bench = (await BENCHES[name]())[name];
  const options = { ...values, ...(values.count && { count: Number(values.count) }) };
  if (name !== 'query' || values.count) return bench(options);
  for (const count of QUERY_SIZES) await bench({ ...options, count, direct: true });
}
