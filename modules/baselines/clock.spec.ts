import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import type { EventKind } from '#src/plugin/module.js';
import { EventClock, LATENESS_MS, ORDER_MS } from './clock.js';

const START = Date.UTC(2026, 8, 1);
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const YEAR_2035 = Date.UTC(2035, 0, 1);

function event(time: number, { received = time, host = 'a' }: { received?: number; host?: string } = {}): LogEvent {
  return { '@timestamp': time, 'event.ingested': received, 'host.name': host, 'lanwarden.source': host } as LogEvent;
}

/** Lines of `hosts`, one each `everyMs`. */
function history(days: number, everyMs: number, from = START, hosts = ['a', 'b', 'c', 'd']): LogEvent[] {
  const count = Math.floor((days * DAY) / everyMs);
  return Array.from({ length: count }, (_, n) => event(from + n * everyMs, { host: hosts[n % hosts.length]! }));
}

function leftOut(clock: EventClock, events: readonly LogEvent[], kind: EventKind): number {
  return events.filter((each) => clock.take(each, kind) === undefined).length;
}

/** Behind the one line with which history begins: it needs a second that agrees. */
function begun(events: readonly LogEvent[]): EventClock {
  const clock = new EventClock();
  clock.take(events[0]!, 'import');
  expect(leftOut(clock, events, 'import')).toBe(0);
  return clock;
}

it('takes events that are in order at their own time', () => {
  const clock = new EventClock();
  for (const each of history(1, MINUTE)) expect(clock.take(each, 'live')).toBe(each['@timestamp']);
  expect(clock.counts).toEqual({ late: 0, early: 0 });
});

it.each([
  [30_000, START - 30_000],
  [ORDER_MS + 1, START - ORDER_MS],
  [LATENESS_MS, START - ORDER_MS],
  [LATENESS_MS + 1, undefined],
  [20 * 365 * DAY, undefined],
])('an event %d ms behind the newest', (lateMs, taken) => {
  const clock = new EventClock();
  clock.take(event(START), 'live');
  expect(clock.take(event(START - lateMs, { received: START }), 'live')).toBe(taken);
  expect(clock.counts.late).toBe(taken === undefined ? 1 : 0);
});

it.each([
  [4 * MINUTE, START + 4 * MINUTE],
  [6 * MINUTE, START],
  [YEAR_2035 - START, START],
])('a live event %d ms ahead of its receipt', (aheadMs, taken) => {
  const clock = new EventClock();
  expect(clock.take(event(START + aheadMs, { received: START }), 'live')).toBe(taken);
});

it('a live jump of weeks is believed at once: the receipt says so', () => {
  const clock = new EventClock();
  clock.take(event(START), 'live');
  expect(clock.take(event(START + 20 * DAY), 'live')).toBe(START + 20 * DAY);
});

it.each([YEAR_2035, START + 3 * DAY, START - 400 * DAY])('one wrong line in history (%d) costs one line', (wrong) => {
  const events = history(1, MINUTE);
  const clock = begun(events.slice(0, 700));
  expect(leftOut(clock, [event(wrong, { host: 'b' })], 'import')).toBe(1);
  expect(leftOut(clock, events.slice(700), 'import')).toBe(0);
});

it.each([YEAR_2035, Date.UTC(2001, 0, 1)])(
  'history that begins with a wrong line (%d) costs that line and one',
  (wrong) => {
    const clock = new EventClock();
    expect(leftOut(clock, [event(wrong), ...history(1, MINUTE)], 'import')).toBe(2);
  },
);

it('a host whose clock says 2035 does not move the others’, however much it says', () => {
  const events = history(1, MINUTE).flatMap((each, n) => {
    const wrong = event(YEAR_2035 + n * MINUTE, { host: 'wrong' });
    return n % 3 === 0 ? [each, wrong] : [each];
  });
  const clock = new EventClock();
  clock.take(event(START), 'import');
  clock.take(event(START), 'import');
  expect(leftOut(clock, events, 'import')).toBe(480);
});

it('a burst of 71 lines of the future is left out', () => {
  const clock = begun(history(3, MINUTE));
  expect(leftOut(clock, history(1, 10 * MINUTE, YEAR_2035).slice(0, 71), 'import')).toBe(71);
  expect(leftOut(clock, history(1, MINUTE, START + 3 * DAY), 'import')).toBe(0);
});

it.each([
  ['a large network', MINUTE / 2, ['a', 'b', 'c', 'd'], 100],
  ['a small house', HOUR, ['pi'], 3],
  ['a house with a line each six hours', 6 * HOUR, ['pi'], 3],
])('%s is believed when it was silent over a long holiday', (_, everyMs, hosts, most) => {
  const clock = begun(history(10, everyMs, START, hosts));
  const after = history(10, everyMs, START + 30 * DAY, hosts);
  expect(leftOut(clock, after, 'import')).toBeLessThan(most);
});

it('a long silence is believed though stragglers come after it', () => {
  const clock = begun(history(10, MINUTE));
  const after = history(1, MINUTE, START + 20 * DAY);
  const stragglers = history(1, 30_000, START + 9.9 * DAY);
  const mixed = after.flatMap((each, n) => (n % 50 === 49 ? [each, stragglers[n]!] : [each]));
  expect(leftOut(clock, mixed, 'import')).toBeLessThan(400);
});

it('a clock that jumps back for a day costs what it sends meanwhile, and nothing after', () => {
  const clock = new EventClock();
  const wrong = history(1, MINUTE).map((each) => event(each['@timestamp'], { received: each['@timestamp'] + DAY }));
  leftOut(clock, history(1, MINUTE, START + DAY - HOUR), 'live');
  expect(leftOut(clock, wrong, 'live')).toBeGreaterThan(1_300);
  expect(leftOut(clock, history(1, MINUTE, START + 2 * DAY), 'live')).toBe(0);
});

const anyEvents = fc.array(
  fc.record({
    time: fc.oneof(
      fc.integer({ min: START, max: START + 3 * DAY }),
      fc.integer({ min: 0, max: YEAR_2035 }),
      fc.constant(NaN),
    ),
    lagMs: fc.integer({ min: -DAY, max: DAY }),
    host: fc.constantFrom('a', 'b', 'c', 'd'),
    kind: fc.constantFrom<EventKind>('live', 'import'),
  }),
  { maxLength: 300 },
);

it('never goes back by more than a minute, and counts what it leaves out', () => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      const clock = new EventClock();
      let newest = -Infinity;
      let out = 0;
      for (const { time, lagMs, host, kind } of events) {
        const taken = clock.take(event(time, { received: time + lagMs, host }), kind);
        if (taken === undefined) out += 1;
        else {
          expect(taken).toBeGreaterThanOrEqual(newest - ORDER_MS);
          newest = Math.max(newest, taken);
        }
      }
      expect(clock.counts.late + clock.counts.early).toBe(out);
    }),
  );
});

it('goes on after it was kept and restored as if nothing had been', () => {
  fc.assert(
    fc.property(anyEvents, fc.nat(300), (events, cut) => {
      let clock = new EventClock();
      const whole = new EventClock();
      for (const [n, { time, lagMs, host, kind }] of events.entries()) {
        const each = event(time, { received: time + lagMs, host });
        if (n === cut) {
          const kept = JSON.parse(JSON.stringify(clock.save()));
          clock = new EventClock();
          clock.restore(kept);
        }
        expect(clock.take(each, kind)).toBe(whole.take(each, kind));
      }
    }),
  );
});
