// What every engine of the event store must do, told through the port. `describeEventStore(name, engine)` is called by
// each engine's own spec.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '#src/clock.js';
import type { LogEvent } from '#src/event/event.js';
import { ALL, type Query } from '#src/query/ast.js';
import { parseQuery } from '#src/query/parse.js';
import type { AppendBatch, EventReader, EventStore, ScanBatch, ScanRequest } from '#src/store/event-store.js';
import fc from 'fast-check';
import { anyEvent, DAY, EVER, makeEvent, NOON, put } from './samples.js';
import { FakeClock } from '../helpers/fake-clock.js';

/** A place with nothing in it, in which stores can be opened one after the other. */
export interface Engine {
  open(settings: { readonly clock: Clock; readonly segmentRows?: number }): Promise<EventStore>;
  /** As another process would, while the store is open. */
  openReader(): Promise<EventReader>;
  dispose(): Promise<void>;
}

export function describeEventStore(name: string, makeEngine: () => Promise<Engine>): void {
  describe(`event store: ${name}`, () => {
    let engine: Engine;
    let store: EventStore;
    let clock: FakeClock;

    beforeEach(async () => {
      engine = await makeEngine();
      clock = new FakeClock(NOON);
      store = await engine.open({ clock });
    });

    afterEach(async () => {
      await store.close();
      await engine.dispose();
    });

    const search = async (query: Query, limit = 1_000): Promise<readonly LogEvent[]> =>
      (await store.search({ query, range: EVER, limit })).events;
    const at = (ms: number, message = 'tick'): LogEvent =>
      makeEvent({ '@timestamp': NOON + ms, 'event.ingested': NOON, message });

    describe('keeping', () => {
      it('gives back exactly what went in', { timeout: 60_000 }, async () => {
        await fc.assert(
          fc.asyncProperty(fc.array(anyEvent, { minLength: 1, maxLength: 40 }), async (events) => {
            const ids = await put(store, events);
            for (const [index, event] of events.entries()) {
              const id = ids[index] as string;
              expect(await store.get(id)).toEqual({ ...event, 'event.id': id });
            }
          }),
          { numRuns: 10 },
        );
      });

      it('keeps a message of a megabyte of different words, and finds it by the last', async () => {
        const words = Array.from({ length: 16_300 }, (_, n) => String(n).padStart(63, 'w'));
        const message = [...words, 'thelast'].join(' ');
        const [id] = await put(store, [at(0, message), at(1, 'another')]);
        expect((await store.get(id!))?.message).toBe(message);
        const parsed = parseQuery('thelast');
        const found = parsed.kind === 'query' ? await search(parsed.query) : [];
        expect(found.map((event) => event['event.id'])).toEqual([id]);
      });

      it('knows no event under a wrong id', async () => {
        const [id] = await put(store, [at(0)]);
        for (const wrong of [
          '',
          'x',
          `${id}0`,
          `${id}-1`,
          '20261120-default-live-7-1',
          '../../etc/passwd',
          `${id}`.replace('default', 'x'),
        ]) {
          expect(await store.get(wrong)).toBeUndefined();
        }
      });

      it('has its events again after it was closed and opened', async () => {
        const [id] = await put(store, [at(0, 'still here')]);
        await store.close();
        store = await engine.open({ clock });
        await put(store, [at(1, 'and here')]);
        expect((await store.get(id as string))?.message).toBe('still here');
        expect(await store.count({ query: ALL, range: EVER })).toBe(2);
      });

      it('stores a duplicate once: in one batch, in a later one, after a restart, and a day after or before', async () => {
        const seen: (readonly [readonly number[], readonly number[]])[] = [];
        const append = (
          source: string,
          keys: readonly (string | undefined)[],
          day = 0,
        ): Promise<{ ids: readonly (string | undefined)[] }> =>
          store.append({
            kind: 'live',
            events: keys.map((key) => ({
              event: makeEvent({
                '@timestamp': NOON + day * DAY,
                'event.ingested': NOON + day * DAY,
                'lanwarden.source': source,
              }),
              ...(key !== undefined && { dedupeKey: key }),
            })),
            marks: (stored, duplicates) => (seen.push([stored, duplicates]), []),
          });
        expect((await append('a', ['k', undefined, 'k', 'l'])).ids.map((id) => id !== undefined)).toEqual([
          true,
          true,
          false,
          true,
        ]);
        expect((await append('b', ['k'])).ids[0]).toBeDefined();
        await store.close();
        store = await engine.open({ clock });
        expect((await append('a', ['l', 'm'])).ids.map((id) => id !== undefined)).toEqual([false, true]);
        expect((await append('a', ['m', 'k', 'n'], 1)).ids.map((id) => id !== undefined)).toEqual([false, false, true]);
        expect((await append('a', ['n', 'k'], 0)).ids.map((id) => id !== undefined)).toEqual([false, false]);
        expect((await append('a', ['n', 'k'], -1)).ids.map((id) => id !== undefined)).toEqual([true, false]);
        expect(seen).toEqual([
          [[0, 1, 3], [2]],
          [[0], []],
          [[1], [0]],
          [[2], [0, 1]],
          [[], [0, 1]],
          [[0], [1]],
        ]);
        expect(await store.count({ query: ALL, range: EVER })).toBe(7);
      });

      it('stores a line of an import again that lies under another day: without a date in it, it is another line', async () => {
        const on = (day: number): AppendBatch => ({
          kind: 'import',
          events: [{ event: at(day * DAY, '06:00:00 started'), dedupeKey: '06:00:00 started:1' }],
        });
        for (const day of [-2, -1, -2]) await store.append(on(day));
        expect((await search(ALL)).map((event) => event['@timestamp'] - NOON)).toEqual([-DAY, -2 * DAY]);
      });

      it('stores marks with the rows, newest version first, also when all events were duplicates', async () => {
        const batch = (version: number, value: string) => ({
          events: [{ event: at(0), dedupeKey: 'same' }],
          marks: () => [
            { key: 'ledger', version, value },
            { key: `only-${version}`, version, value: '"\u0000é' },
          ],
        });
        await put(store, [], batch(1, 'first'));
        await put(store, [], batch(3, 'third'));
        await put(store, [], batch(2, 'second'));
        await store.close();
        store = await engine.open({ clock });
        const marks = new Map((await store.marks()).map((mark) => [mark.key, mark]));
        expect(marks.get('ledger')).toEqual({ key: 'ledger', version: 3, value: 'third' });
        expect(marks.get('only-1')?.value).toBe('"\u0000é');
        expect(await store.count({ query: ALL, range: EVER })).toBe(1);
      });

      it('refuses a retention class that is no name, and stores nothing of the batch', async () => {
        const events = [{ event: at(0) }, { event: at(1), retention: '../x' }];
        await expect(store.append({ kind: 'live', events })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
        expect(await store.count({ query: ALL, range: EVER })).toBe(0);
      });

      it('says what it stored of a batch when a later part of it cannot be encoded', async () => {
        const odd = makeEvent({ 'x.y': 1n as unknown as number });
        const events = [{ event: at(0, 'good') }, { event: odd, retention: 'short' }];
        const failure = await store.append({ kind: 'live', events }).catch((error: unknown) => error);
        expect(failure).toMatchObject({
          code: 'STORE_WRITE',
          details: { ids: [expect.any(String), undefined], position: expect.any(String) },
        });
        expect((await search(ALL)).map(({ message }) => message)).toEqual(['good']);
      });

      it('takes appends that are not waited for, in their order', async () => {
        const all = await Promise.all(Array.from({ length: 20 }, (_, n) => put(store, [at(0, `n${n}`)])));
        expect(new Set(all.flat()).size).toBe(20);
        expect((await search(ALL)).map((event) => event.message)).toEqual(
          Array.from({ length: 20 }, (_, n) => `n${19 - n}`),
        );
      });
    });

    describe('segments', () => {
      it('keeps classes, days of receipt, imports and their days apart, and names them', async () => {
        await put(store, [], { events: [{ event: at(0) }, { event: at(1), retention: 'short' }] });
        await put(store, [makeEvent({ '@timestamp': NOON, 'event.ingested': NOON + DAY })]);
        const old = makeEvent({ '@timestamp': NOON - 400 * DAY, 'event.ingested': NOON });
        await put(store, [old, makeEvent()], { kind: 'import' });
        const segments = await store.segments();
        expect(segments.map((segment) => segment.id)).toEqual(
          expect.arrayContaining([
            '20261120-default-live-0', '20261120-short-live-0', '20261121-default-live-0', '20251016-default-import-0', '20261120-default-import-0',
          ]), // prettier-ignore
        );
        expect(segments).toHaveLength(5);
        expect(segments.find((segment) => segment.day === '20251016')).toMatchObject({
          retention: 'default', kind: 'import', sealed: false, rows: 1, minTime: NOON - 400 * DAY, maxTime: NOON - 400 * DAY,
        }); // prettier-ignore
        expect(await store.stats()).toMatchObject({ segments: 5, rows: 5 });
        expect((await store.stats()).bytes).toBeGreaterThan(0);
      });

      it('opens the next part when one is full', async () => {
        await store.close();
        store = await engine.open({ clock, segmentRows: 1_000 });
        const ids = await put(
          store,
          Array.from({ length: 2_500 }, (_, n) => at(n)),
        );
        expect((await store.segments()).map(({ id, rows }) => [id, rows])).toEqual([
          ['20261120-default-live-0', 1_000],
          ['20261120-default-live-1', 1_000],
          ['20261120-default-live-2', 500],
        ]);
        expect((await store.get(ids[1_700] as string))?.['@timestamp']).toBe(NOON + 1_700);
        const times = (await search(ALL, 10_000)).map((event) => event['@timestamp'] - NOON);
        expect(times).toEqual(Array.from({ length: 2_500 }, (_, n) => 2_499 - n));
      });

      it('seals a live segment when its day is over, and puts late comers into the next part', async () => {
        const [id] = await put(store, [at(0, 'before midnight')]);
        await store.sealClosed();
        expect((await store.segments())[0]?.sealed).toBe(false);
        clock.advance(DAY);
        const writing = put(store, [makeEvent({ '@timestamp': clock.now(), 'event.ingested': clock.now() })]);
        await Promise.all([store.sealClosed(), writing]);
        await put(store, [at(1, 'late')]);
        expect((await store.segments()).map((each) => [each.id, each.sealed])).toEqual([
          ['20261120-default-live-0', true],
          ['20261121-default-live-0', false],
          ['20261120-default-live-1', false],
        ]);
        expect((await store.get(id as string))?.message).toBe('before midnight');
        expect(await search({ kind: 'phrase', words: ['before', 'midnight'], prefix: false })).toHaveLength(1);
        expect((await search(ALL)).map((event) => event.message)).toContain('late');
      });

      it('seals imports on request, and a second import of the day gets a part of its own', async () => {
        await put(store, [at(0)], { kind: 'import' });
        await put(store, [at(0)]);
        await store.sealImports();
        await put(store, [at(1)], { kind: 'import' });
        const sealed = Object.fromEntries((await store.segments()).map((each) => [each.id, each.sealed]));
        expect(sealed).toEqual({
          '20261120-default-import-0': true,
          '20261120-default-live-0': false,
          '20261120-default-import-1': false,
        });
      });

      it('drops a segment with all that is in it, also one that is written', async () => {
        const [id] = await put(store, [at(0)]);
        await put(store, [at(0)], { kind: 'import' });
        await store.dropSegment('20261120-default-live-0');
        expect(await store.get(id as string)).toBeUndefined();
        expect(await store.count({ query: ALL, range: EVER })).toBe(1);
        const [next] = await put(store, [at(5)]);
        expect(next?.slice(0, 23)).not.toBe(id?.slice(0, 23));
        expect(await store.count({ query: ALL, range: EVER })).toBe(2);
      });
    });

    describe('searching', () => {
      it('pages through everything newest first, each event once, over overlapping segments', async () => {
        const times = [5, 3, 3, 9, 1, 3, 7, 7, 2, 8];
        await put(
          store,
          times.map((ms) => at(ms, `live ${ms}`)),
        );
        await put(
          store,
          times.map((ms) => at(ms, `import ${ms}`)),
          { kind: 'import' },
        );
        await put(
          store,
          times.map((ms) =>
            makeEvent({ '@timestamp': NOON + ms, 'event.ingested': NOON + DAY, message: `next day ${ms}` }),
          ),
        );
        const found: LogEvent[] = [];
        for (let cursor: string | undefined, pages = 0; pages === 0 || cursor !== undefined; pages++) {
          const page = await store.search({
            query: ALL,
            range: EVER,
            limit: 4,
            ...(cursor !== undefined && { cursor }),
          });
          expect(page.events.length).toBeLessThanOrEqual(4);
          found.push(...page.events);
          cursor = page.next;
          expect(pages).toBeLessThan(9);
        }
        expect(new Set(found.map((event) => event['event.id'])).size).toBe(30);
        expect(found.map((event) => event['@timestamp'] - NOON)).toEqual(
          [...times, ...times, ...times].sort((a, b) => b - a),
        );
      });

      it('goes on where the page ended while events come in, before and behind it', async () => {
        await put(
          store,
          [1, 2, 3, 4].map((ms) => at(ms)),
        );
        const first = await store.search({ query: ALL, range: EVER, limit: 2 });
        await put(store, [at(9), at(0), at(3, 'same ms')]);
        const second = await store.search({ query: ALL, range: EVER, limit: 10, cursor: first.next as string });
        expect(second.events.map((event) => event['@timestamp'] - NOON)).toEqual([2, 1, 0]);
        expect(second.next).toBeUndefined();
      });

      it('has no next page when the last one is exactly full', async () => {
        await put(store, [at(1), at(2)]);
        expect((await store.search({ query: ALL, range: EVER, limit: 2 })).next).toBeUndefined();
      });

      it.each(['', 'x', 't.1.2', 't.1.1.zzzzz', 'a.1', 't.99999999999999.1.1', "t.1.1.1'--"])(
        'refuses %j as a cursor',
        async (cursor) => {
          await put(store, [at(1)]);
          await expect(store.search({ query: ALL, range: EVER, limit: 1, cursor })).rejects.toMatchObject({
            code: 'BAD_REQUEST',
          });
        },
      );

      it('takes the first ms of a range and not the last', async () => {
        await put(
          store,
          [9, 10, 19, 20].map((ms) => at(ms)),
        );
        const range = { from: NOON + 10, to: NOON + 20 };
        const page = await store.search({ query: ALL, range, limit: 10 });
        expect(page.events.map((event) => event['@timestamp'] - NOON)).toEqual([19, 10]);
        expect(await store.count({ query: ALL, range })).toBe(2);
      });

      it('finds late events at their own time', async () => {
        await put(store, [at(0), at(-6 * DAY, 'six days late')]);
        const range = { from: NOON - 6 * DAY, to: NOON - 6 * DAY + 1 };
        expect((await store.search({ query: ALL, range, limit: 5 })).events.map((event) => event.message)).toEqual([
          'six days late',
        ]);
      });

      it('keeps and finds an event whose time nobody can believe', async () => {
        const times = [Date.UTC(1999, 0, 1), NOON - 11 * DAY, NOON + 11 * DAY, Date.UTC(2099, 0, 1)];
        const ids = await put(
          store,
          times.map((time) => makeEvent({ '@timestamp': time, 'event.ingested': NOON })),
        );
        expect(await Promise.all(ids.map(async (id) => (await store.get(id))?.['@timestamp']))).toEqual(times);
        expect((await search(ALL)).length).toBe(4);
        const range = { from: NOON - 11 * DAY, to: NOON - 11 * DAY + 1 };
        expect((await store.search({ query: ALL, range, limit: 9 })).events.map((event) => event['event.id'])).toEqual([
          ids[1],
        ]);
      });

      it('stops at its deadline and when nobody waits any more, and works on afterwards', async () => {
        await put(
          store,
          Array.from({ length: 3_000 }, (_, n) => at(n, `${'a'.repeat(500)} ${n}`)),
        );
        const slow: Query = {
          kind: 'or',
          of: Array.from({ length: 200 }, (_, n) => ({ kind: 'wildcard', field: 'message', pattern: `*a*a*b${n}*` })),
        };
        const request = { query: slow, range: EVER, limit: 10 };
        await expect(store.search({ ...request, deadlineMs: 30 })).rejects.toMatchObject({ code: 'QUERY_DEADLINE' });
        const abort = new AbortController();
        const read = store.search({ ...request, signal: abort.signal });
        abort.abort();
        await expect(read).rejects.toMatchObject({ code: 'QUERY_DEADLINE' });
        expect(await search(ALL, 5)).toHaveLength(5);
      });

      it('stops at its deadline where a regular expression is slow, and lets others work meanwhile', async () => {
        const random = fc.sample(
          fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 3_000, maxLength: 3_000 }),
          300,
        );
        await put(
          store,
          random.map((text, n) => at(n, `c ${text}`)),
        );
        const query: Query = { kind: 'regex', field: 'message', pattern: '(a|b)*a(a|b){60}c', flags: '' };
        let turns = 0;
        const others = setInterval(() => turns++, 1);
        try {
          for (const ask of [
            () => store.search({ query, range: EVER, limit: 1_000, deadlineMs: 200 }),
            () => store.count({ query, range: EVER, deadlineMs: 200 }),
          ])
            await expect(ask()).rejects.toMatchObject({ code: 'QUERY_DEADLINE' });
        } finally {
          clearInterval(others);
        }
        expect(turns).toBeGreaterThan(4);
      });

      it('shows the neighbours of an event on the same host', async () => {
        const on = (ms: number, host: string): LogEvent =>
          makeEvent({ '@timestamp': NOON + ms, 'event.ingested': NOON, 'host.name': host });
        const ids = await put(store, [
          on(1, 'a'),
          on(2, 'b'),
          on(3, 'a'),
          on(4, 'A'),
          on(5, 'a'),
          on(5, 'b'),
          on(6, 'a'),
        ]);
        await put(store, [on(2, 'a')], { kind: 'import' });
        const times = async (n: number): Promise<number[]> =>
          (await store.around(ids[3] as string, n)).map((event) => event['@timestamp'] - NOON);
        expect(await times(2)).toEqual([2, 3, 4, 5, 6]);
        expect(await times(9)).toEqual([1, 2, 3, 4, 5, 6]);
        expect(await times(0)).toEqual([4]);
        expect(await store.around('20200101-default-live-0-1', 3)).toEqual([]);
      });
    });

    describe('scanning', () => {
      const scan = async (request: Partial<ScanRequest> & Pick<ScanRequest, 'order'>): Promise<ScanBatch[]> => {
        const batches: ScanBatch[] = [];
        for await (const batch of store.scan({ range: EVER, batchSize: 3, ...request })) batches.push(batch);
        return batches;
      };
      const messages = (batches: readonly ScanBatch[]): (string | undefined)[] =>
        batches.flatMap((batch) => batch.events.map((event) => event.message));

      it('goes through a range by time, and on from any of its positions', async () => {
        await put(
          store,
          [5, 3, 8, 1].map((ms) => at(ms, `${ms} live`)),
        );
        await put(
          store,
          [2, 3, 9, 4].map((ms) => at(ms, `${ms} import`)),
          { kind: 'import' },
        );
        const all = await scan({ order: 'time' });
        const expected = ['1 live', '2 import', '3 live', '3 import', '4 import', '5 live', '8 live', '9 import'];
        expect(messages(all)).toEqual(expected);
        expect(messages(await scan({ order: 'time', after: all[0]?.position as string }))).toEqual(expected.slice(3));
        expect(messages(await scan({ order: 'time', after: all.at(-1)?.position as string }))).toEqual([]);
        expect(messages(await scan({ order: 'time', range: { from: NOON + 3, to: NOON + 8 } }))).toEqual(
          expected.slice(2, 6),
        );
      });

      it.each(['time', 'arrival'] as const)('ends when who reads by %s does not want it any more', async (order) => {
        await put(
          store,
          [1, 2, 3, 4].map((ms) => at(ms, `${ms}`)),
        );
        const abort = new AbortController();
        const read = scan({ order, batchSize: 1, signal: abort.signal });
        abort.abort();
        await expect(read).rejects.toMatchObject({ code: 'QUERY_DEADLINE' });
      });

      it('misses no late event by arrival, through parts, days, classes, imports, sealing and dropping', async () => {
        await store.close();
        store = await engine.open({ clock, segmentRows: 1_000 });
        const expected: string[] = [];
        const found: (string | undefined)[] = [];
        let after: string | undefined;
        const follow = async (): Promise<void> => {
          for (const batch of await scan({ order: 'arrival', batchSize: 400, ...(after !== undefined && { after }) })) {
            found.push(...batch.events.map((event) => event.message));
            after = batch.position;
          }
        };
        const write = async (
          count: number,
          ms: number,
          batch: Partial<AppendBatch> & { retention?: string } = {},
          received = NOON,
        ): Promise<void> => {
          const { retention = 'default', ...rest } = batch;
          const names = Array.from({ length: count }, (_, n) => `${expected.length + n}`);
          expected.push(...names);
          const event = (message: string): LogEvent =>
            makeEvent({ '@timestamp': NOON + ms, 'event.ingested': received, message });
          await put(store, [], { events: names.map((message) => ({ event: event(message), retention })), ...rest });
        };
        await write(700, 0);
        await follow();
        await write(700, -DAY);
        await write(10, -2 * DAY, { retention: 'short' });
        await follow();
        await write(10, -3 * DAY, { kind: 'import' });
        await write(5, 10);
        await store.sealImports();
        await follow();
        clock.advance(DAY);
        await write(20, DAY, {}, NOON + DAY);
        await store.sealClosed();
        await follow();
        await store.dropSegment('20261120-default-live-0');
        await write(20, 20);
        await write(20, 30, {}, NOON + DAY);
        await follow();
        await follow();
        expect(found.toSorted()).toEqual(expected.toSorted());
        expect(messages(await scan({ order: 'arrival', ...(after !== undefined && { after }) }))).toEqual([]);
      });

      it('by arrival keeps the order of commits, filters, and remembers what it passed over', async () => {
        await put(store, [at(5, 'one'), at(6, 'two')]);
        await put(store, [at(1, 'three')]);
        expect(messages(await scan({ order: 'arrival' }))).toEqual(['one', 'two', 'three']);
        const nothing: Query = { kind: 'equals', field: 'user.name', value: 'nobody' };
        const passed = await scan({ order: 'arrival', query: nothing });
        await put(store, [at(2, 'four')]);
        expect(messages(await scan({ order: 'arrival', after: passed.at(-1)?.position as string }))).toEqual(['four']);
      });

      it.each([1, 3, 1_000])(
        'by arrival takes segments together, in the order of receipt, in batches of %i',
        async (batchSize) => {
          const hourly = (retention: string, hours: readonly number[]): AppendBatch['events'] =>
            hours.map((hour) => {
              const time = NOON + (hour * DAY) / 24;
              const message = `${retention} at ${hour}`;
              return { event: makeEvent({ '@timestamp': time, 'event.ingested': time, message }), retention };
            });
          await put(store, [], { events: [...hourly('default', [0, 1, 4, 5]), ...hourly('short', [2, 3, 6])] });
          const found: (string | undefined)[] = [];
          let after: string | undefined;
          for (let more = true; more;) {
            more = false;
            for await (const batch of store.scan({
              order: 'arrival',
              range: EVER,
              batchSize,
              ...(after !== undefined && { after }),
            })) {
              found.push(...messages([batch]));
              after = batch.position;
              more = true;
              break; // and go on from its position
            }
          }
          const both = [
            'default at 0',
            'default at 1',
            'short at 2',
            'short at 3',
            'default at 4',
            'default at 5',
            'short at 6',
          ];
          expect(found).toEqual(both);
        },
      );

      it('by arrival reads imports behind what was live, one after the other', async () => {
        const day = (days: number, hour: number): { readonly event: LogEvent } => {
          const time = NOON + days * DAY;
          const message = `day ${days} at ${hour}`;
          return { event: makeEvent({ '@timestamp': time, 'event.ingested': NOON + (hour * DAY) / 24, message }) };
        };
        await put(store, [], { events: [day(-9, 0), day(-8, 0), day(-9, 1), day(-8, 1)], kind: 'import' });
        await put(store, [], { events: [day(0, 2)] });
        const read = messages(await scan({ order: 'arrival' }));
        expect([read[0], ...read.slice(1).toSorted()]).toEqual(['day 0 at 2', 'day -8 at 0', 'day -8 at 1', 'day -9 at 0', 'day -9 at 1']); // prettier-ignore
        expect(read.indexOf('day -9 at 1') - read.indexOf('day -9 at 0')).toBe(1);
      });

      it('says where it stands after each append, and reads up to there or on from there, nothing twice', async () => {
        await store.close();
        store = await engine.open({ clock, segmentRows: 100 });
        const positions = [await store.position()];
        const append = async (count: number, name: string, batch: Partial<AppendBatch> = {}): Promise<void> => {
          const events = Array.from({ length: count }, (_, n) => ({ event: at(count - n, `${name} ${n}`) }));
          const { position } = await store.append({ kind: 'live', events, ...batch });
          positions.push(position);
        };
        await append(3, 'a');
        await append(150, 'b'); // fills its part
        await append(4, 'c', { kind: 'import' });
        await append(2, 'd');
        await store.sealImports();
        await append(2, 'e');
        expect(await store.position()).toBe(positions.at(-1));
        for (const order of ['time', 'arrival'] as const) {
          for (const [index, from] of positions.entries()) {
            const before = await scan({ order, upTo: from });
            const behind = await scan({ order: 'arrival', after: from });
            const names = ['a', 'b', 'c', 'd', 'e'];
            const said = (batches: readonly ScanBatch[]): string[] => [
              ...new Set(messages(batches).map((message) => (message as string).charAt(0))),
            ];
            expect([said(before).toSorted(), said(behind).toSorted()]).toEqual([
              names.slice(0, index),
              names.slice(index),
            ]);
            expect(messages(before).length + messages(behind).length).toBe(161);
          }
        }
        const [, a, b] = positions as [string, string, string];
        const between = await scan({ order: 'arrival', after: a, upTo: b });
        expect(messages(between)).toHaveLength(150);
        expect(messages(await scan({ order: 'arrival', after: between.at(-1)?.position as string, upTo: b }))).toEqual(
          [],
        );
      });

      it.each(['time', 'arrival'] as const)('refuses a position by %s that is not its own', async (order) => {
        await expect(scan({ order, after: 'nonsense' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
      });
    });

    describe('counting', () => {
      const level = (value: string): Query => ({ kind: 'equals', field: 'event.severity', value });

      beforeEach(async () => {
        const events = Array.from({ length: 600 }, (_, n) =>
          makeEvent({
            '@timestamp': NOON - 3_600_000 + n * 20_011,
            'event.ingested': NOON,
            'event.severity': (n % 5) + 1,
            'event.category': n % 2 === 0 ? ['iam', 'host'] : ['network'],
            'lanwarden.hour_of_week': n % 168,
            'source.ip': `10.0.0.${n % 3}`,
            'winlog.event_data.LogonType': n % 4,
            message: n % 50 === 0 ? 'rare thing' : 'usual thing',
            ...(n % 7 === 0 && { 'user.name': n % 14 === 0 ? 'Root' : 'root' }),
          }),
        );
        await put(store, events.slice(0, 300));
        await put(store, events.slice(300), { kind: 'import' });
      });

      const queries: readonly (readonly [string, Query])[] = [
        ['everything', ALL],
        ['a facet', level('3')],
        ['all but a facet', { kind: 'not', of: level('3') }],
        ['nothing', level('9')],
        ['a user', { kind: 'equals', field: 'user.name', value: 'ROOT' }],
        ['a word', { kind: 'phrase', words: ['rare'], prefix: false }],
        [
          'a word of a facet',
          { kind: 'and', of: [level('1'), { kind: 'phrase', words: ['usual', 'th'], prefix: true }] },
        ],
        ['numbers in the rest', { kind: 'range', field: 'winlog.event_data.LogonType', from: 1, to: 2 }],
        ['a regular expression', { kind: 'regex', field: 'message', pattern: '^ra?re', flags: '' }],
        [
          'what a regular expression leaves, of a facet and with words',
          {
            kind: 'and',
            of: [
              { kind: 'not', of: { kind: 'regex', field: 'user.name', pattern: '^R', flags: '' } },
              { kind: 'regex', field: 'event.category', pattern: 'net|iam', flags: 'i' },
              { kind: 'phrase', words: ['thing'], prefix: false },
            ],
          },
        ],
        ['what only memory can decide', { kind: 'range', field: 'user.name', from: 1 }],
      ];
      const ranges = [
        EVER,
        { from: NOON, to: NOON + 600_000 },
        { from: NOON - 1_234_567, to: NOON + 1_234_567 },
        { from: NOON + 1, to: NOON + 30_000 },
      ];

      it.each(queries)('gives the same numbers as the events themselves: %s', async (_, query) => {
        for (const range of ranges) {
          const { events } = await store.search({ query, range, limit: 10_000 });
          expect(await store.count({ query, range })).toBe(events.length);
          for (const intervalMs of range === EVER ? [2_000_000_000] : [60_000, 7_000, 3_600_000]) {
            for (const by of [undefined, 'level', 'event.category']) {
              const histogram = await store.histogram({ query, range, intervalMs, ...(by && { by }) });
              const keys = (event: LogEvent): readonly string[] =>
                by === undefined
                  ? ['']
                  : by === 'level'
                    ? [String(event['event.severity'])]
                    : (event['event.category'] ?? []);
              const expected = tally(
                events.flatMap((event) =>
                  keys(event).map((key) => `${Math.floor(event['@timestamp'] / intervalMs) * intervalMs} ${key}`),
                ),
              );
              expect(
                Object.fromEntries(histogram.buckets.map((each) => [`${each.time} ${each.key}`, each.count])),
              ).toEqual(expected);
              expect(histogram.buckets.map((each) => each.time)).toEqual(
                histogram.buckets.map((each) => each.time).toSorted((a, b) => a - b),
              );
            }
          }
          for (const field of ['event.category', 'user.name', 'source.ip', 'winlog.event_data.LogonType'] as const) {
            const top = await store.top({ query, range, field, limit: 100 });
            const values = events.flatMap((event) => event[field] ?? []).map(String);
            expect(Object.fromEntries(top.map((each) => [each.value, each.count]))).toEqual(tally(values));
            expect(top.map((each) => each.count)).toEqual(top.map((each) => each.count).toSorted((a, b) => b - a));
          }
        }
      });

      it('gives the same answers after sealing, and again from memory', async () => {
        const ask = async (): Promise<unknown> => [
          await store.count({ query: level('2'), range: EVER }),
          await store.facets({ query: ALL, range: EVER, fields: ['level', 'host.name', 'weekday', 'user'], limit: 3 }),
          await store.histogram({
            query: ALL,
            range: { from: NOON, to: NOON + 600_000 },
            intervalMs: 60_000,
            by: 'level',
          }),
        ];
        const before = await ask();
        clock.advance(2 * DAY);
        await store.sealClosed();
        await store.sealImports();
        expect((await store.segments()).every((segment) => segment.sealed)).toBe(true);
        expect(await ask()).toEqual(before);
        expect(await ask()).toEqual(before);
      });

      it('names the top values, most first, and no more than asked for', async () => {
        expect(await store.top({ query: ALL, range: EVER, field: 'user', limit: 10 })).toEqual([
          { value: 'Root', count: 43 },
          { value: 'root', count: 43 },
        ]);
        expect(await store.top({ query: ALL, range: EVER, field: 'src_ip', limit: 1 })).toEqual([
          { value: '10.0.0.0', count: 200 },
        ]);
        const facets = await store.facets({ query: ALL, range: EVER, fields: ['category', 'weekday'], limit: 2 });
        expect(facets['category']).toEqual([
          { value: 'host', count: 300 },
          { value: 'iam', count: 300 },
        ]);
        expect(facets['weekday']?.map((entry) => entry.value)).toEqual(['mon', 'thu']);
      });

      it('takes all spellings of an address for one, and gives back each as it was stored', async () => {
        const spellings = ['2001:db8::1', '2001:DB8::1', '2001:db8:0000:0000:0000:0000:0000:0001'];
        const field = 'source.ip';
        await put(store, [
          ...spellings.map((address) => makeEvent({ [field]: address, 'host.name': 'six' })),
          makeEvent({ [field]: 'no address', 'host.name': 'six', 'user.name': ['odd', 'too'] }),
        ]);
        const six: Query = { kind: 'equals', field: 'host.name', value: 'six' };
        const among = (query: Query): Query => ({ kind: 'and', of: [six, query] });
        for (const query of [six, among({ kind: 'exists', field }), among({ kind: 'wildcard', field, pattern: '2*' })])
          expect(await store.top({ query, range: EVER, field, limit: 9 })).toEqual([{ value: spellings[0], count: 3 }]);
        for (const value of spellings) {
          const found = await search({ kind: 'equals', field, value });
          expect(found.map((event) => event[field]).sort()).toEqual(spellings.toSorted());
        }
      });

      it('counts a value that an event has twice once', async () => {
        const events = Array.from({ length: 40 }, (_, n) =>
          makeEvent({ 'x.each': ['b', `c${n}`, 'b'], 'x.all': [1, 2, 1] }),
        );
        await put(store, events);
        const top = (field: string): Promise<unknown> => store.top({ query: ALL, range: EVER, field, limit: 2 });
        expect(await top('x.each')).toEqual([
          { value: 'b', count: 40 },
          { value: 'c0', count: 1 },
        ]);
        expect(await top('x.all')).toEqual([
          { value: '1', count: 40 },
          { value: '2', count: 40 },
        ]);
      });

      it.each(['x.nul\0inside', 'x.lone\ud800'])('counts the values of a field with an odd name: %j', async (field) => {
        const its = async (): Promise<unknown> => store.top({ query: ALL, range: EVER, field, limit: 10 });
        expect(await its()).toEqual([]);
        await put(store, [makeEvent({ [field]: 'a' }), makeEvent({ [field]: ['a', 'b'] })]);
        expect(await its()).toEqual([
          { value: 'a', count: 2 },
          { value: 'b', count: 1 },
        ]);
      });

      it('says so when a field cannot be counted or a histogram has no end', async () => {
        for (const field of ['message', 'raw', 'time', 'id']) {
          await expect(store.top({ query: ALL, range: EVER, field, limit: 1 })).rejects.toMatchObject({
            code: 'BAD_REQUEST',
          });
        }
        for (const intervalMs of [0, -1, 1.5, Number.NaN, 1_000]) {
          await expect(store.histogram({ query: ALL, range: EVER, intervalMs })).rejects.toMatchObject({
            code: 'BAD_REQUEST',
          });
        }
        await expect(
          store.histogram({ query: ALL, range: ranges[1] as typeof EVER, intervalMs: 60_000, by: 'user' }),
        ).rejects.toMatchObject({ code: 'BAD_REQUEST' });
      });
    });

    it('ends a page of long messages before it is more than memory holds', async () => {
      const raw = 'x'.repeat(60_000);
      const events = Array.from({ length: 300 }, (_, n) => makeEvent({ 'event.original': raw, 'x.n': n }));
      await put(store, events);
      const request = { query: ALL, range: EVER, limit: 10_000 };
      const first = await store.search(request);
      expect(first.events).toHaveLength(267);
      const second = await store.search({ ...request, cursor: first.next! });
      expect(second.next).toBeUndefined();
      expect([...first.events, ...second.events].map((event) => Number(event['x.n' as never]))).toEqual(
        events.map((_, n) => 299 - n),
      );
    });

    it('is read by others while it is written, who see whole batches only', async () => {
      const reader = await engine.openReader();
      let isWriting = true;
      const writing = (async () => {
        for (let n = 0; n < 30; n++)
          await put(
            store,
            Array.from({ length: 100 }, (_, i) => at(n * 100 + i, `batch ${n}`)),
          );
        isWriting = false;
      })();
      let last = 0;
      while (isWriting) {
        const count = await reader.count({ query: ALL, range: EVER });
        const { events } = await reader.search({
          query: { kind: 'phrase', words: ['batch'], prefix: false },
          range: EVER,
          limit: 10_000,
        });
        expect([count % 100, events.length % 100]).toEqual([0, 0]);
        expect(count).toBeGreaterThanOrEqual(last);
        expect(events.length).toBeGreaterThanOrEqual(count);
        last = count;
      }
      await writing;
      expect(await reader.count({ query: ALL, range: EVER })).toBe(3_000);
      await reader.close();
    });
  });
}

function tally(values: readonly string[]): Record<string, number> {
  const out: Record<string, number> = {};
  for (const value of values) out[value] = (out[value] ?? 0) + 1;
  return out;
}
