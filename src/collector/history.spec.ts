// Lines of the past, as an import reads them: which year, which zone, and what an earlier line of the same file says.

import { beforeAll, describe, expect, it } from 'vitest';
import { discoverParsers } from '../plugin/discovery.js';
import type { LogEvent } from '../event/event.js';
import type { ParserPlugin } from '../plugin/parser.js';
import { SettledGuess } from './decode/clock.js';
import { NO_SLOTS, Sources } from './identify/sources.js';
import { Interpreter } from './interpret.js';
import { Dispatcher } from './parse/dispatcher.js';

const END = Date.UTC(2026, 10, 20, 10);
let plugins: readonly ParserPlugin[];
beforeAll(async () => void ({ plugins } = await discoverParsers()));

/** A file whose last change is END. */
function read(lines: readonly string[], guess?: string): LogEvent[] {
  const known = guess === undefined ? {} : { guessOf: () => new SettledGuess(guess) };
  const sources = new Sources(NO_SLOTS, [], { unknown: 'accept', ...known });
  const dispatcher = new Dispatcher(plugins, { errorLimit: 3 });
  const interpreter = new Interpreter({ sources, dispatcher, zone: 'Europe/Berlin' });
  const history = { reference: END };
  const all = { receivedAt: END, transport: 'import', peer: { address: '127.0.0.1', port: 514 }, history } as const;
  return lines.map((line) => interpreter.interpret({ ...all, bytes: Buffer.from(line) }).event);
}
const times = (lines: readonly string[], guess?: string): string[] =>
  read(lines, guess).map((event) => new Date(event['@timestamp']).toISOString().slice(0, 16));

describe('a year that is not written', () => {
  it('is that of the lines beside it, also days after the last full date', () => {
    expect(times(['2026-11-01T00:00:05Z web1 a: b', 'Nov  3 08:00:00 web1 a: b', 'Nov 19 08:00:00 web1 a: b'])).toEqual(
      ['2026-11-01T00:00', '2026-11-03T08:00', '2026-11-19T08:00'],
    );
    expect(times(['2024-12-30T00:00:05Z web1 a: b', 'Dec 31 08:00:00 web1 a: b', 'Jan  2 08:00:00 web1 a: b'])).toEqual(
      ['2024-12-30T00:00', '2024-12-31T08:00', '2025-01-02T08:00'],
    );
  });

  it('is never one to come', () => {
    expect(times(['2026-11-01T00:00:05Z web1 a: b', 'Dec  3 08:00:00 web1 a: b'])[1]).toBe('2025-12-03T08:00');
  });

  it('is that of a date in the text where the header says the same day', () => {
    const audit =
      'Nov 20 10:00:01 web1 kernel: audit: type=1400 audit(1605866401.123:45): apparmor="STATUS" operation="profile_load"';
    expect(times([audit, 'Nov 21 10:00:00 web1 a: b'])).toEqual(['2020-11-20T10:00', '2020-11-21T10:00']);
  });

  it('is not what somebody writes into a line that has a date of its own', () => {
    const planted = 'Nov  1 10:00:00 web1 app: {"timestamp":"2019-05-01T00:00:00Z","message":"x"}';
    expect(times([planted, 'Nov  3 08:00:00 web1 a: b'])[1]).toBe('2026-11-03T08:00');
  });
});

it('a zone that was guessed this winter has its summers where it is the installation’s', () => {
  const lines = ['Jul 10 12:00:00 fw a: b', 'Nov 10 12:00:00 fw a: b'];
  expect(times(lines, '+01:00')).toEqual(['2026-07-10T10:00', '2026-11-10T11:00']);
  expect(times(lines, '+02:00')).toEqual(['2026-07-10T10:00', '2026-11-10T10:00']);
  expect(times(lines, 'UTC')).toEqual(['2026-07-10T12:00', '2026-11-10T12:00']);
});

it('a line fills in what an earlier one said as long as the log ran in between, not the import', () => {
  const login = (day: string): string =>
    `Nov ${day} 10:00:01 gw charon[900]: 06[IKE] <rw|3> authentication of 'alice' with EAP successful`;
  const packet = (day: string): string =>
    `Nov ${day} 10:00:09 gw charon[900]: 07[IKE] <rw|3> received packet: from 198.51.100.66[4500] to 192.0.2.1[500] (144 bytes)`;
  const [, near, later] = read([login(' 1'), packet(' 1'), packet('14')]);
  expect([near?.['user.name'], later?.['user.name']]).toEqual(['alice', undefined]);
});
