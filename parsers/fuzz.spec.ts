// Mutated lines, seeds from all samples, through decode, dispatch and parsers: nothing throws, no field has a value of another type.
// `npm run fuzz` makes a million of them, names the slowest, and fails when one takes over 5 ms (the best of ten, so that a pause
// of the machine is nobody's fault). LANWARDEN_FUZZ is their number, LANWARDEN_SEED other dice.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { decodeFrame } from '#src/collector/decode/decode.js';
import { Dispatcher } from '#src/collector/parse/dispatcher.js';
import type { ParserPlugin } from '#src/plugin/parser.js';
import { problemOf } from '../test/helpers/field-rules.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const COUNT = Number(process.env['LANWARDEN_FUZZ'] ?? 20_000);
const isTimed = process.env['LANWARDEN_FUZZ'] !== undefined;
const MAX_MS = 5;
/** Of kinds of wrong values. */
const MAX_EXAMPLES = 50;
/** What means something to some parser. */
const TOKENS = [
  ' from ', ' port ', ' for ', '=', '"', "'", '\\', '\\"', '[', ']', '(', ')', '{', '}', '<', '>', '|', '^', '%', '#015#012',
  '\t', '\0', '\u{202e}', '\u{feff}', 'é', '99999', '-1', '999.1.1.1', '::1', '203.0.113.9', '{"a":', '<Event>', '&#x0;', '%%1832',
]; // prettier-ignore

const ids = readdirSync(HERE).filter((name) => existsSync(`${HERE}${name}/index.ts`));
const seeds = ids.flatMap(samplesOf);
let dispatcher: Dispatcher;

beforeAll(async () => {
  const load = async (id: string): Promise<ParserPlugin> =>
    ((await import(/* @vite-ignore */ `${HERE}${id}/index.ts`)) as { default: ParserPlugin }).default;
  dispatcher = new Dispatcher(await Promise.all(ids.map(load)), { errorLimit: Infinity });
});

it(`answers ${COUNT} mutated lines`, { timeout: 3_600_000 }, () => {
  const random = randomOf(Number(process.env['LANWARDEN_SEED'] ?? 1));
  const slow: string[] = [];
  const wrong = new Map<string, string>();
  let slowestMs = 0;
  for (let n = 0; n < COUNT; n += 1) {
    const line = mutated(random);
    const from = isTimed ? performance.now() : 0;
    const claim = dispatcher.parse(decodeFrame(Buffer.from(line)));
    if (isTimed) {
      const once = performance.now() - from;
      const ms = once > 1 ? Math.min(once, bestOfTen(line)) : once;
      if (ms > MAX_MS) slow.push(`${claim?.parser.id}: ${line.slice(0, 500)}`);
      slowestMs = Math.max(slowestMs, ms);
    }
    for (const [name, value] of Object.entries(claim?.fields ?? {})) {
      const problem = problemOf(name, value, undefined);
      const what = `${claim?.parser.id}: ${name}: ${problem}`;
      if (problem !== undefined && wrong.size < MAX_EXAMPLES && !wrong.has(what))
        wrong.set(what, `${JSON.stringify(value)} of ${line}`);
    }
  }
  expect([...wrong]).toEqual([]);
  const threw = dispatcher.health().flatMap(({ id, errors, lastError }) => (errors > 0 ? [`${id}: ${lastError}`] : []));
  expect(threw).toEqual([]);
  expect(slow).toEqual([]);
  if (isTimed) console.log(JSON.stringify({ figure: 'fuzz.slowest', value: slowestMs, unit: 'ms', lines: COUNT, parsers: ids.length })); // prettier-ignore
});

function bestOfTen(line: string): number {
  let best = Infinity;
  for (let n = 0; n < 10 && best > 1; n += 1) {
    const from = performance.now();
    dispatcher.parse(decodeFrame(Buffer.from(line)));
    best = Math.min(best, performance.now() - from);
  }
  return best;
}

function samplesOf(id: string): string[] {
  const folder = `${HERE}${id}/samples/`;
  return readdirSync(folder)
    .filter((file) => file.endsWith('.log'))
    .flatMap((file) => readFileSync(folder + file, 'utf8').split('\n'))
    .filter((line) => line !== '' && !line.startsWith('# '));
}

/** One to four changes: cut, doubled, another's end, a token put in, a character replaced, a part repeated many times. */
function mutated(random: (below: number) => number): string {
  let line = seeds[random(seeds.length)]!;
  for (let changes = 1 + random(4); changes > 0; changes -= 1) {
    const at = random(line.length + 1);
    const to = at + random(Math.min(40, line.length - at + 1));
    switch (random(6)) {
      case 0:
        line = random(2) === 0 ? line.slice(0, at) : line.slice(at);
        break;
      case 1:
        line = line.slice(0, at) + line.slice(to);
        break;
      case 2: {
        const other = seeds[random(seeds.length)]!;
        line = line.slice(0, at) + other.slice(random(other.length));
        break;
      }
      case 3:
        line = line.slice(0, at) + TOKENS[random(TOKENS.length)]! + line.slice(at);
        break;
      case 4:
        line = line.slice(0, at) + String.fromCharCode(random(random(4) === 0 ? 0x3000 : 128)) + line.slice(at + 1);
        break;
      default:
        line = line.slice(0, at) + line.slice(at, to).repeat(1 + random(random(50) === 0 ? 1_500 : 4)) + line.slice(to);
    }
  }
  return line.slice(0, 65_536);
}

/** mulberry32: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}
