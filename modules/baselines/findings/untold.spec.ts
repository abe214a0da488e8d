import { pino } from 'pino';
import type { Transaction } from 'sequelize';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ScoredEvents } from '#src/alerts/scored-events.js';
import type { LogEvent } from '#src/event/event.js';
import { eventually } from '../../../test/helpers/eventually.js';
import type { Kept } from '../kept.js';
import type { FoundEvent } from '../stage-report.js';
import { foundEvent } from './testing.js';
import { Untold } from './untold.js';

const TRANSACTION = {} as Transaction;

let stopping: AbortController;
let scored: ScoredEvents;
let told: string[];
/** Events whose reading fails. */
let broken: Set<string>;
let keptText: string | undefined;

beforeEach(() => {
  stopping = new AbortController();
  scored = new ScoredEvents();
  [told, broken, keptText] = [[], new Set(), undefined];
});
afterEach(() => stopping.abort());

function untold(): Untold {
  const kept = {
    get: () => Promise.resolve(keptText),
    set: (_name: string, value: string) => Promise.resolve(void (keptText = value)),
  } as unknown as Kept;
  const store = {
    get: async (id: string) => {
      if (broken.has(id)) throw new Error('the server is gone');
      return { 'event.id': id } as LogEvent;
    },
  };
  const parts = { kept, store, scored, settings: () => ({ mode: 'on' }) as const, log: pino({ level: 'silent' }) };
  return new Untold(parts, stopping.signal, 10);
}

function listen(isWritten: () => boolean = () => true): void {
  scored.onScored((events) => {
    told.push(...events.map((event) => event['event.id']!));
    return Promise.resolve(isWritten());
  });
}

/** And committed. */
async function keep(waiting: Untold, events: readonly FoundEvent[]): Promise<void> {
  const isKept = await waiting.keep(events, TRANSACTION);
  isKept();
}

const found = (eventId: string, score = 80): FoundEvent => foundEvent(Date.UTC(2026, 10, 20), score, { eventId });
const keptIds = (): string[] => (JSON.parse(keptText ?? '[]') as FoundEvent[]).map(({ eventId }) => eventId);

it('what cannot be read is told with the next try, and keeps nothing else from being told', async () => {
  listen();
  const waiting = untold();
  broken.add('x');
  await keep(waiting, [found('x'), found('y')]);
  waiting.tell();
  await eventually(() => expect(told).toEqual(['y']));
  broken.clear();
  await eventually(() => expect(told).toEqual(['y', 'x']));
});

it('what nobody could make an alert of is told again', async () => {
  const answers = [false, true];
  listen(() => answers.shift()!);
  const waiting = untold();
  await keep(waiting, [found('x')]);
  waiting.tell();
  await eventually(() => expect(told).toEqual(['x', 'x']));
  await eventually(() => expect(waiting.isChanged).toBe(true));
  await keep(waiting, []);
  expect(keptIds()).toEqual([]);
});

it('what was not committed is not told, and what was told before is still to be taken out', async () => {
  listen();
  const waiting = untold();
  await keep(waiting, [found('x')]);
  waiting.tell();
  await eventually(() => expect(waiting.isChanged).toBe(true));
  await waiting.keep([found('y')], TRANSACTION);
  waiting.tell();
  expect(waiting.isChanged).toBe(true);
  await keep(waiting, [found('z')]);
  waiting.tell();
  await eventually(() => expect(told).toEqual(['x', 'z']));
  expect(keptIds()).toEqual(['z']);
});

it('where nobody listens nothing stays', async () => {
  const waiting = untold();
  await keep(waiting, [found('x')]);
  waiting.tell();
  await eventually(() => expect(waiting.isChanged).toBe(true));
  await keep(waiting, []);
  expect(keptIds()).toEqual([]);
});

it('of a flood the highest wait, each event once', async () => {
  const waiting = untold();
  const flood = Array.from({ length: 600 }, (_, n) => found(`e${n}`, 76 + n / 100));
  await keep(waiting, [...flood, found('e0', 99), found('e0', 98)]);
  expect(keptIds()).toHaveLength(500);
  expect(keptIds()).toEqual(expect.arrayContaining(['e0', 'e101', 'e599']));
  expect(keptIds()).not.toContain('e100');
});
