import { describe, expect, it } from 'vitest';
import { hourOfWeek, isZone, parseWallClock, resolveTime, type ResolveOptions } from './clock.js';

const at = (iso: string): number => Date.parse(iso);
const iso = (ms: number): string => new Date(ms).toISOString();
const MINUTE = 60_000;

function resolve(text: string, reference: string, options: Partial<ResolveOptions> = {}): [string, string | undefined] {
  const resolved = resolveTime(parseWallClock(text), {
    zone: 'UTC',
    reference: at(reference),
    trust: 'historic',
    ...options,
  });
  return [iso(resolved.ms), resolved.defect];
}

describe('a time without a year', () => {
  it.each([
    ['Nov 20 10:00:01', '2026-11-20T10:00:05Z', '2026-11-20T10:00:01.000Z'],
    ['Nov 21 10:00:00', '2026-11-20T10:00:05Z', '2026-11-21T10:00:00.000Z'], // less than a day ahead
    ['Nov 21 10:00:06', '2026-11-20T10:00:05Z', '2025-11-21T10:00:06.000Z'], // more than a day ahead
    ['Dec 31 23:59:59', '2027-01-01T00:00:01Z', '2026-12-31T23:59:59.000Z'],
    ['Jan  1 00:00:01', '2026-12-31T23:59:59Z', '2027-01-01T00:00:01.000Z'],
    ['Jan  1 12:00:00', '2026-12-30T12:00:00Z', '2026-01-01T12:00:00.000Z'],
    ['Feb 29 10:00:00', '2026-11-20T10:00:00Z', '2024-02-29T10:00:00.000Z'],
    ['Feb 29 10:00:00', '2103-11-20T10:00:00Z', '2096-02-29T10:00:00.000Z'],
  ])('%s seen at %s is %s', (text, reference, expected) =>
    expect(resolve(text, reference)).toEqual([expected, undefined]),
  );

  it('takes the year from the zone’s calendar, not from UTC’s', () => {
    expect(resolve('Jan 1 08:30:00', '2026-12-31T19:30:00Z', { zone: 'Pacific/Auckland' })[0]).toBe(
      '2026-12-31T19:30:00.000Z',
    );
  });

  it('uses the offset that the device wrote', () => {
    expect(resolve('Mar  1 18:46:11 CET', '2026-03-02T00:00:00Z', { zone: 'Asia/Tokyo' })[0]).toBe(
      '2026-03-01T17:46:11.000Z',
    );
  });
});

describe('a clock that cannot be believed', () => {
  const live = { trust: 'live' } as const;
  const reference = at('2026-11-20T10:00:00Z');

  it('is replaced by the receive time, and what it claimed is told', () => {
    expect(resolveTime(parseWallClock('2026-11-12T10:00:00Z'), { zone: 'UTC', reference, ...live })).toEqual({
      ms: reference,
      defect: 'syslog.clock-off',
      claimed: at('2026-11-12T10:00:00Z'),
    });
    expect(resolve('2026-11-28T10:00:00Z', '2026-11-20T10:00:00Z', live)).toEqual([
      '2026-11-20T10:00:00.000Z',
      'syslog.clock-off',
    ]);
  });

  it('is believed within seven days, and always in history', () => {
    expect(resolve('2026-11-13T10:00:00Z', '2026-11-20T10:00:00Z', live)).toEqual([
      '2026-11-13T10:00:00.000Z',
      undefined,
    ]);
    expect(resolve('2019-11-13T10:00:00Z', '2026-11-20T10:00:00Z')).toEqual(['2019-11-13T10:00:00.000Z', undefined]);
  });

  it('is the reference without a defect where there is no time', () => {
    expect(resolveTime(undefined, { zone: 'UTC', reference, ...live })).toEqual({
      ms: reference,
      defect: undefined,
      claimed: undefined,
    });
  });

  it.each([
    { kind: 'wall', month: 2, day: 30, hour: 1, minute: 0, second: 0, ms: 0 } as const,
    { kind: 'wall', year: 2025, month: 2, day: 29, hour: 1, minute: 0, second: 0, ms: 0 } as const,
    { kind: 'wall', month: 11, day: 20, hour: 24, minute: 0, second: 0, ms: 0 } as const,
    { kind: 'instant', ms: Number.NaN } as const,
    { kind: 'instant', ms: 1e300 } as const,
    { kind: 'instant', ms: -1e12 } as const,
  ])('is the reference and tagged where no such moment exists: %j', (time) => {
    expect(resolveTime(time, { zone: 'UTC', reference, trust: 'historic' })).toEqual({
      ms: reference,
      defect: 'syslog.invalid-timestamp',
      claimed: undefined,
    });
  });
});

describe('zones', () => {
  it.each([
    ['2026-11-20 10:00:00', 'Europe/Berlin', '2026-11-20T09:00:00.000Z'],
    ['2026-06-20 10:00:00', 'Europe/Berlin', '2026-06-20T08:00:00.000Z'],
    ['2026-11-20 10:00:00', 'Asia/Kathmandu', '2026-11-20T04:15:00.000Z'],
    ['2026-11-20 10:00:00', 'America/Los_Angeles', '2026-11-20T18:00:00.000Z'],
    ['2026-11-20 10:00:00', '+05:30', '2026-11-20T04:30:00.000Z'],
    ['2026-11-20 10:00:00', 'No/Such_Zone', '2026-11-20T10:00:00.000Z'],
    // the spring gap of Berlin (02:00 -> 03:00 on 2026-03-29) and around it
    ['2026-03-29 01:59:59', 'Europe/Berlin', '2026-03-29T00:59:59.000Z'],
    ['2026-03-29 02:30:00', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-03-29 03:00:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    // the autumn overlap (03:00 -> 02:00 on 2026-10-25): the first one in history
    ['2026-10-25 01:59:59', 'Europe/Berlin', '2026-10-24T23:59:59.000Z'],
    ['2026-10-25 02:30:00', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25 03:00:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
    // half an hour of daylight saving, in the middle of a UTC hour
    ['2026-04-05 01:45:00', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000Z'],
    ['2026-04-05 02:00:00', 'Australia/Lord_Howe', '2026-04-04T15:30:00.000Z'],
  ])('%s in %s is %s', (text, zone, expected) =>
    expect(resolve(text, '2026-11-20T10:00:00Z', { zone })[0]).toBe(expected),
  );

  it('takes the nearer of two moments when live', () => {
    const live = { zone: 'Europe/Berlin', trust: 'live' } as const;
    expect(resolve('Oct 25 02:30:00', '2026-10-25T00:30:02Z', live)[0]).toBe('2026-10-25T00:30:00.000Z');
    expect(resolve('Oct 25 02:30:00', '2026-10-25T01:30:02Z', live)[0]).toBe('2026-10-25T01:30:00.000Z');
  });

  it('agrees with Intl in every hour of a year', () => {
    for (const zone of [
      'Europe/Berlin',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'Pacific/Apia',
    ]) {
      const format = new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        hourCycle: 'h23',
        weekday: 'short',
        hour: '2-digit',
      });
      const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
      for (let ms = at('2026-01-01T00:20:00Z'); ms < at('2027-01-01T00:00:00Z'); ms += 60 * MINUTE) {
        const parts = Object.fromEntries(format.formatToParts(ms).map((part) => [part.type, part.value]));
        const expected = days.indexOf(parts['weekday']!) * 24 + Number(parts['hour']);
        if (hourOfWeek(ms, zone) !== expected)
          expect([zone, iso(ms), hourOfWeek(ms, zone)]).toEqual([zone, iso(ms), expected]);
      }
    }
  });

  it('counts the hours of the week from Monday', () => {
    expect(hourOfWeek(at('2026-11-16T00:00:00Z'), 'UTC')).toBe(0);
    expect(hourOfWeek(at('2026-11-22T23:59:59Z'), 'UTC')).toBe(167);
    expect(hourOfWeek(at('2026-11-22T23:00:00Z'), 'Europe/Berlin')).toBe(0);
    expect(hourOfWeek(at('1969-12-31T23:00:00Z'), 'UTC')).toBe(71);
  });

  it('knows which names are zones', () => {
    expect(['UTC', 'Europe/Berlin', '+05:30', 'Mars/Base', ''].map(isZone)).toEqual([true, true, true, false, false]);
  });
});
