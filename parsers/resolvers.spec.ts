// DNS servers' lines that CrowdSec's parsers were made for (MIT), from ../shared/data, through the dispatcher with all parsers: the right one
// is asked, without a source that names it, and finds the address, port and account that their expectations have.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import { type Interpret, startInterpreter } from '../test/helpers/interpreter.js';

const DATA = fileURLToPath(new URL('../../shared/data/crowdsec/', import.meta.url));

let parse: Interpret;

beforeAll(async () => {
  parse = await startInterpreter();
});

describe.skipIf(!existsSync(DATA))('lines of CrowdSec’s test data (skipped without ../shared/data)', () => {
  it.each([
    ['adguardhome-logs', 'adguard-home'],
    ['adguardhome-bf', 'adguard-home'],
    ['bind9-logs', 'bind'],
    ['bind9-syslog', 'bind'],
    ['bind9-refused', 'bind'],
    ['technitium-logs', 'technitium'],
    ['technitium-bf', 'technitium'],
  ])('%s: every line is claimed by %s', (name, id) => {
    for (const line of linesOf(name)) expect(parse(line)['event.dataset'], line).toBe(id);
  });

  it.each(['adguardhome-logs', 'adguardhome-bf', 'bind9-logs', 'bind9-syslog', 'technitium-logs', 'technitium-bf'])(
    '%s: address, port and account are those that they expect',
    (name) => {
      let checked = 0;
      const lines = linesOf(name);
      for (const [at, key, value] of expectations(name)) {
        const event: LogEvent = parse(lines[at] ?? '');
        expect(String(event[FIELDS[key]!]), `${key} of ${lines[at]}`).toBe(value);
        checked += 1;
      }
      // CrowdSec’s streams that raise an alert carry no expectations of single fields.
      if (!name.endsWith('-bf')) expect(checked).toBeGreaterThan(0);
    },
  );
});

const FIELDS: Readonly<Record<string, 'source.ip' | 'source.port' | 'user.name'>> = {
  source_ip: 'source.ip',
  remote_addr: 'source.ip',
  source_port: 'source.port',
  remote_port: 'source.port',
  username: 'user.name',
};

function linesOf(name: string): string[] {
  const file = readdirSync(DATA + name).find((entry) => entry.endsWith('.log')) ?? '';
  return readFileSync(`${DATA}${name}/${file}`, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
}

/** `results["s01-parse"]["<parser>"][3].Evt.Parsed["source_ip"] == "192.0.2.1"` */
function expectations(name: string): (readonly [number, string, string])[] {
  const text = readFileSync(`${DATA}${name}/parser.assert`, 'utf8');
  return text.split('\n').flatMap((line) => {
    const [, at, key, value] =
      /^results\["s01-parse"\]\["[^"]+"\]\[(\d+)\]\.Evt\.Parsed\["(\w+)"\] == "(.*)"$/.exec(line) ?? [];
    return key === undefined || FIELDS[key] === undefined || value === '' ? [] : [[Number(at), key, value!] as const];
  });
}
