// JSON in which a stranger chose a value's shape: every name of every JSON sample holds what no program writes there. No parser throws (it
// would be switched off after a few), decoding does not, and no field has a value of another type.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeFrame } from '#src/collector/decode/decode.js';
import { Dispatcher } from '#src/collector/parse/dispatcher.js';
import { discoverParsers } from '#src/plugin/discovery.js';
import { problemOf } from '../test/helpers/field-rules.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ids = readdirSync(HERE).filter((name) => existsSync(`${HERE}${name}/index.ts`));
const VALUES = [
  '{"a":'.repeat(3_000) + '1' + '}'.repeat(3_000),
  '['.repeat(9_000) + ']'.repeat(9_000),
  '{"toString":1,"__proto__":{"a":1},"length":-1}',
  '[null,{"b":[]}]',
  '1e999',
  '1e20',
  '""',
  '[]',
  'true',
];
const MEMBER = /"([\w.@-]{1,40})":\s*(?:"[^"\\]{0,400}"|-?\d{1,20}|true|false|null)/g;
/** Of a sample; those behind them are other samples' first ones. */
const MAX_MEMBERS = 20;

let dispatcher: Dispatcher;

beforeAll(async () => {
  dispatcher = new Dispatcher((await discoverParsers()).plugins, { errorLimit: Infinity });
});

describe('hostile values', () => {
  it.each(ids.filter((id) => samplesOf(id).length > 0))('in the JSON of %s do no harm', { timeout: 60_000 }, (id) => {
    const seen = new Set<string>();
    for (const sample of samplesOf(id)) {
      const members = [...sample.matchAll(MEMBER)].slice(0, MAX_MEMBERS);
      const shape = members.map(([, name]) => name).join();
      if (seen.has(shape)) continue;
      seen.add(shape);
      for (const { 0: member, 1: name, index } of members)
        for (const value of VALUES)
          read(`${sample.slice(0, index)}"${name}":${value}${sample.slice(index + member.length)}`);
    }
    const threw = dispatcher.health().flatMap(({ errors, lastError }) => (errors > 0 ? [lastError] : []));
    expect(threw).toEqual([]);
  });
});

function read(text: string): void {
  const claim = dispatcher.parse(decodeFrame(Buffer.from(text)));
  for (const [name, value] of Object.entries(claim?.fields ?? {})) {
    const problem = problemOf(name, value, undefined);
    if (problem !== undefined) expect.unreachable(`${claim?.parser.id}: ${problem}: ${name} = ${String(value)} of ${text.slice(0, 500)}`); // prettier-ignore
  }
}

function samplesOf(id: string): string[] {
  const folder = `${HERE}${id}/samples/`;
  return readdirSync(folder)
    .filter((file) => file.endsWith('.log'))
    .flatMap((file) => readFileSync(folder + file, 'utf8').split('\n'))
    .filter((line) => line.includes('{"') && !line.startsWith('# '));
}
