// Texts of a batch and messages that stand in their raw text, in whatever form: stored, read back, found.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import { parseQuery } from '#src/query/parse.js';
import { EVER, makeEvent, NOON } from '../../../test/contract/samples.js';
import { openSqliteStore } from './open.js';
import type { SqliteEventStore } from './store.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';

const TEXT = 'An account was logged on.\r\n\r\n\tUser:\t"CORP\\anna"\tsee below';
const MESSAGES: readonly (readonly [kind: string, message: string, raw: string])[] = [
  ['at the end of the line', 'session opened for anna over there', '<13>one: session opened for anna over there'],
  ['as a text in JSON', TEXT, `<13>{"M":${JSON.stringify(TEXT)},"x":1}`],
  ['cut out of a text in JSON', TEXT.slice(3), `<13>{"M":${JSON.stringify(`${TEXT} and more`)},"x":1}`],
  ['in JSON behind characters of two units', TEXT, `<13>{"f":"😀","M":${JSON.stringify(TEXT)}}`],
  ['in JSON behind characters of two bytes', `é ${TEXT}`, `<13>{"f":"ü","M":${JSON.stringify(`é ${TEXT}`)}}`],
  [
    'in JSON that is escaped otherwise',
    `a/b ${TEXT}`,
    `<13>{"M":${JSON.stringify(`a/b ${TEXT}`).replace('/', '\\/')}}`,
  ],
  ['in JSON with a NUL', `${TEXT}\0end`, `<13>{"M":${JSON.stringify(`${TEXT}\0end`)}}`],
  ['in JSON with half a pair', `${TEXT}\ud800`, `<13>{"M":${JSON.stringify(`${TEXT}\ud800`)}}`],
  ['nowhere in the line', `anna, ${TEXT} (not in it)`, '<13>anything else'],
  ['at the end of a line that ends with half a pair', 'anna \ud83d', '<13>anna \ud83d'],
  ['and the other half begins the next text', '\ude00 anna', '\ude00 anna'],
  ['in a line with a NUL', TEXT, `\0<13>{"M":${JSON.stringify(TEXT)}}`],
];

describe('a message in its line', () => {
  it('comes out as it went in, and is found by text and by word, wherever it stands', async () => {
    const events = MESSAGES.map(([kind, message, raw]) =>
      makeEvent({ message, 'event.original': raw, 'x.kind': kind, 'x.quoted': 'a "b" \\ c\u0007' }),
    );
    await withStore(async (store) => {
      const found = async (text: string): Promise<unknown[]> =>
        (await search(store, text)).map((event) => [
          event['x.kind'],
          event.message,
          event['event.original'],
          event['x.quoted'],
        ]);
      // One batch, and one a message: what one needs must not decide for the others.
      await store.append({ kind: 'live', events: events.map((event) => ({ event: { ...event } })) });
      for (const event of events) await store.append({ kind: 'live', events: [{ event: { ...event } }] });
      const all = MESSAGES.map(([kind, message, raw]) => [kind, message, raw, 'a "b" \\ c\u0007']);
      const twice = (rows: unknown[][]): unknown[] => [...rows, ...rows];
      expect(await found('*')).toHaveLength(2 * all.length);
      expect(await found('*')).toEqual(expect.arrayContaining(twice(all)));
      expect(await found('anna')).toHaveLength(2 * all.length);
      expect(await found('message:"*\\"CORP*"')).toHaveLength(2 * (all.length - 3));
      expect(await found('message:"*was logged*"')).toHaveLength(2 * (all.length - 3));
    });
  });

  it('comes out as it went in among many long ones of all kinds', async () => {
    const texts = Array.from({ length: 90 }, (_, n) => {
      const end = n === 70 ? '\0' : n % 40 === 20 ? 'é' : '';
      return `long ${n} ${'word '.repeat(600)}${end}`;
    });
    await withStore(async (store) => {
      const events = texts.map((text) => ({ event: makeEvent({ message: text, 'event.original': `<13>${text}` }) }));
      await store.append({ kind: 'live', events });
      const rows = await search(store, 'long');
      expect(rows.map((event) => event['event.original']).toSorted()).toEqual(
        texts.map((text) => `<13>${text}`).toSorted(),
      );
      expect((await search(store, '"long 89"')).map(({ message }) => message)).toEqual([texts[89]]);
    });
  });
});

async function withStore(run: (store: SqliteEventStore) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'lanwarden-texts-'));
  const store = await openSqliteStore({
    dataDir: dir,
    events: { segment: { rows: 1_000 }, minFreeBytes: 0 },
    clock: new FakeClock(NOON),
    freeBytes: () => Promise.resolve(1e12),
  });
  try {
    await run(store);
  } finally {
    await store.close();
    await rm(dir, { recursive: true });
  }
}

async function search(store: SqliteEventStore, text: string): Promise<readonly LogEvent[]> {
  const query = parseQuery(text, { now: NOON });
  if (query.kind !== 'query') throw new Error(text);
  const { events } = await store.search({ query: query.query, range: EVER, limit: 100 });
  return events;
}
