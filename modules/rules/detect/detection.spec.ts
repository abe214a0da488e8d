// Detection over a real store and a real database: nothing is forgotten and nothing is raised twice, whoever was away or was killed.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventReader } from '#src/store/event-store.js';
import {
  breaksAfter,
  breaksWhile,
  findsTooSlowly,
  isSlowBy,
  DetectionRoom,
  pausesAfterOne,
  ROOM_NOW as NOON,
  type Running,
  scansAfter,
} from '../../../test/helpers/detection-room.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { MAX_NEW_ALERTS } from './brake.js';
import { SeenBook } from './seen-book.js';

const bruteForce = {
  id: 'brute',
  name: 'Brute force',
  groupBy: ['source.ip'],
  detect: { kind: 'threshold', query: 'outcome:failure', count: 5, windowSeconds: 600 },
};
const failed = (at: number, address = '10.0.0.7') => ({
  at,
  fields: { 'event.outcome': 'failure', 'source.ip': address, message: `failed ${at}` } as const,
});
const failures = (n: number, from = 0, address?: string) =>
  Array.from({ length: n }, (_, index) => failed(from + index, address));
/** As many as anybody could wait for in vain. */
const marker = failures(5, 0, '10.9.9.9');

let room: DetectionRoom;
let running: Running;

beforeEach(async () => {
  room = await DetectionRoom.open();
  running = await room.start();
});
afterEach(() => room.close());

/** A busy machine is no mistake. */
const byAddress = ([a]: readonly [string?, number?], [b]: readonly [string?, number?]): number =>
  String(a).localeCompare(String(b));
const counts = async (): Promise<readonly (readonly [string | undefined, number])[]> =>
  (await room.alerts()).map(({ entity, count }) => [entity.src_ip, count] as const).toSorted(byAddress);
const expectAlerts = (...expected: (readonly [string, number])[]): Promise<unknown> =>
  eventually(async () => expect(await counts()).toEqual(expected.toSorted(byAddress)));
/** What nothing matches is told within a second, and where it is kept within five. */
const isAtEnd = (): Promise<unknown> =>
  eventually(async () => {
    // What was written last may be from before the last report: the next write is due some seconds later.
    room.clock.advance(10_000);
    room.report();
    const [rows] = await room.db.query('SELECT position FROM rule_position');
    expect(rows).toEqual([{ position: await room.store.position() }]);
  });
const restart = async (): Promise<void> => {
  running = await room.start();
  room.report();
};

describe('an alert', () => {
  beforeEach(async () => void (await room.save(running, bruteForce)));

  it('is raised at the event that completes it, told once, and grows from there', async () => {
    await room.append('live', ...failures(4));
    await room.append('live', ...failures(5, 0, '10.0.0.8'));
    await expectAlerts(['10.0.0.8', 5]);
    await room.append('live', ...failures(1, 4));
    await expectAlerts(['10.0.0.8', 5], ['10.0.0.7', 5]);
    await room.append('live', ...failures(2, 5));
    await expectAlerts(['10.0.0.8', 5], ['10.0.0.7', 7]);
    expect(room.told.map(({ type }) => type)).toEqual(['alert.raised', 'alert.raised']);
  });

  it.each(['stop', 'kill'] as const)('comes of events before and after the end of the program (%s)', async (end) => {
    await room.append('live', ...failures(3));
    await eventually(() => expect(running.detection.activityOf('brute').counts?.matchesToday).toBe(3));
    await running[end]();
    await restart();
    await room.append('live', ...failures(2, 3));
    await expectAlerts(['10.0.0.7', 5]);
  });

  it('comes of events before and after a restart also where the store does not find them in time', async () => {
    await room.append('live', ...failures(3));
    await eventually(() => expect(running.detection.activityOf('brute').counts?.matchesToday).toBe(3));
    await running.stop();
    running = await room.start(findsTooSlowly);
    await room.append('live', ...failures(2, 3));
    await expectAlerts(['10.0.0.7', 5]);
  });

  it.each(['stop', 'kill'] as const)(
    'goes on after the end of the program (%s), and is not raised twice',
    async (end) => {
      await room.append('live', ...failures(5));
      await expectAlerts(['10.0.0.7', 5]);
      await running[end]();
      await room.append('live', ...failures(2, 5));
      await restart();
      await expectAlerts(['10.0.0.7', 7]);
      await room.append('live', ...failures(1, 7));
      await expectAlerts(['10.0.0.7', 8]);
      expect(room.told).toHaveLength(1);
    },
  );

  it('comes of what was stored while no portal was there, also when nothing comes any more', async () => {
    await room.append('live', ...failures(2));
    await running.kill();
    await room.append('live', ...failures(3, 2));
    room.isLinked = false;
    running = await room.start();
    await expectAlerts(['10.0.0.7', 5]);
    room.isLinked = true;
    await room.append('live', ...failures(1, 5));
    await expectAlerts(['10.0.0.7', 6]);
  });

  it('of a rule that was in test mode is another one once the rule is on, also after a restart', async () => {
    await running.rules.setState('brute', 'test', 'tester');
    await room.append('live', ...failures(5));
    await expectAlerts(['10.0.0.7', 5]);
    await running.rules.setState('brute', 'on', 'tester');
    await running.stop();
    await restart();
    await room.append('live', ...failures(4, 5), ...marker);
    await expectAlerts(['10.0.0.7', 5], ['10.9.9.9', 5]);
    await room.append('live', ...failures(2, 9));
    await eventually(async () =>
      expect((await room.alerts()).map(({ isTest, count }) => `${isTest} ${count}`).toSorted()).toEqual([
        'false 5',
        'false 6',
        'true 5',
      ]),
    );
    expect(room.told.map(({ type }) => type)).toEqual(['alert.raised', 'alert.raised']);
  });

  it('of a rule that is in test mode by now grows on and is told no more', async () => {
    await room.append('live', ...failures(5));
    await expectAlerts(['10.0.0.7', 5]);
    await running.rules.setState('brute', 'test', 'tester');
    await room.append('live', ...failures(50, 5));
    await expectAlerts(['10.0.0.7', 55]);
    expect(room.told.map(({ type }) => type)).toEqual(['alert.raised']);
  });

  it('never comes of what an exception covered when it was received, though it is judged when that is over', async () => {
    const scanner = { ruleId: 'brute', query: 'src_ip:10.0.0.7', reason: 'scanner', expiresAt: NOON + 1_000 };
    await running.rules.addException(scanner, 'tester');
    await running.stop();
    room.clock.advance(10_000);
    await room.append('live', ...failures(5));
    await room.append('live', ...marker);
    await restart();
    await expectAlerts(['10.9.9.9', 5]);
    expect(await counts()).toHaveLength(1);
  });

  it('comes of what a lost report told', async () => {
    room.isLinked = false;
    await room.append('live', ...failures(3));
    room.loseReport();
    room.isLinked = true;
    await room.append('live', ...failures(2, 3));
    await expectAlerts(['10.0.0.7', 5]);
  });

  it('comes of what a killed collector had stored and not told', async () => {
    room.isLinked = false;
    await room.append('live', ...failures(3));
    await room.restartCollector();
    room.isLinked = true;
    await room.append('live', ...failures(2, 3));
    await expectAlerts(['10.0.0.7', 5]);
  });

  it('never comes of imported events, and does not count them', async () => {
    await room.append('import', ...failures(9));
    await room.append('live', ...failures(4), ...marker);
    await expectAlerts(['10.9.9.9', 5]);
    await running.kill();
    await room.append('import', ...failures(9));
    await room.append('live', ...failures(1, 4));
    await restart();
    await expectAlerts(['10.9.9.9', 5], ['10.0.0.7', 5]);
  });

  it('is not forgotten when the database does not take it', async () => {
    await room.append('live', ...failures(1));
    await room.db.query('ALTER TABLE alerts RENAME TO alerts_away');
    await room.append('live', ...failures(4, 1));
    await eventually(() => expect(running.detection.state().trouble).toContain('alerts'));
    await room.append('live', ...failures(2, 5));
    await room.db.query('ALTER TABLE alerts_away RENAME TO alerts');
    await expectAlerts(['10.0.0.7', 7]);
    expect(running.detection.state().trouble).toBeUndefined();
  });

  it('is not forgotten when the program ends while the database does not take it', async () => {
    await room.append('live', ...failures(1));
    await room.db.query('ALTER TABLE alerts RENAME TO alerts_away');
    await room.append('live', ...failures(4, 1));
    await eventually(() => expect(running.detection.state().trouble).toContain('alerts'));
    await running.stop();
    await room.db.query('ALTER TABLE alerts_away RENAME TO alerts');
    await restart();
    await expectAlerts(['10.0.0.7', 5]);
  });

  it('comes of events at the end of a store that the position is not of', async () => {
    await room.append('live', ...failures(5));
    await expectAlerts(['10.0.0.7', 5]);
    await running.kill();
    await room.db.query(`UPDATE rule_position SET position = 'of another store'`);
    await restart();
    await room.append('live', ...failures(5, 0, '10.0.0.8'));
    await expectAlerts(['10.0.0.7', 5], ['10.0.0.8', 5]);
    expect(room.logged.join('\n')).toContain('rules begin at the end of the store');
  });

  it('counts each event once, also when the program ends in the middle of catching up', async () => {
    await running.stop();
    for (let n = 0; n < 4; n += 1) await room.append('live', ...failures(1_500, n * 1_500));
    running = await room.start((store) => breaksAfter(store, 2));
    await eventually(() => expect(running.detection.state().trouble).toContain('the disk is gone'));
    expect(await counts()).toEqual([['10.0.0.7', 2_000]]);
    await running.kill();
    await restart();
    await expectAlerts(['10.0.0.7', 6_000]);
    expect(room.told.filter(({ type }) => type === 'alert.raised')).toHaveLength(1);
  });

  it('comes of windows that lie days back while they are read, whatever the clock says meanwhile', async () => {
    await running.stop();
    const others = Array.from({ length: 1_000 }, (_, n) => failed(n, `10.1.${n >> 8}.${n & 255}`));
    await room.append('live', ...failures(4), ...others);
    await room.append('live', ...failures(1, 4));
    room.clock.advance(2 * 86_400_000);
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    running = await room.start((store) => pausesAfterOne(store, gate));
    await eventually(() => expect(running.detection.state().progress?.events).toBeGreaterThan(0));
    await running.detection.tidy();
    open();
    await expectAlerts(['10.0.0.7', 5]);
  });

  it('goes on when its rule is changed while the store cannot be read', async () => {
    await running.stop();
    let isBroken = false;
    running = await room.start((store) => breaksWhile(store, () => isBroken));
    await room.append('live', ...failures(5));
    await expectAlerts(['10.0.0.7', 5]);
    isBroken = true;
    await room.save(running, { ...bruteForce, detect: { ...bruteForce.detect, windowSeconds: 1_200 } });
    await eventually(() => expect(running.detection.state().trouble).toContain('the disk is gone'));
    isBroken = false;
    await room.append('live', ...failures(5, 5));
    await expectAlerts(['10.0.0.7', 10]);
  });

  it('is found among more keys than a report can hold', async () => {
    const spoofed = Array.from({ length: 24_000 }, (_, n) => failed(0, `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`));
    await room.append('live', ...spoofed.slice(0, 22_000), ...failures(2, 1, '192.0.2.1'));
    await room.append('live', ...spoofed.slice(22_000), ...failures(3, 3, '192.0.2.1'));
    await expectAlerts(['192.0.2.1', 5]);
  });

  it('counts no event twice that was both read and told', async () => {
    await running.stop();
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    running = await room.start((store) => scansAfter(store, gate));
    for (let n = 0; n < 3; n += 1) await room.append('live', ...failures(4, n * 4));
    expect(running.detection.state().activity).toBe('catching-up');
    open();
    await expectAlerts(['10.0.0.7', 12]);
    await room.append('live', ...failures(1, 12));
    await expectAlerts(['10.0.0.7', 13]);
  });

  it('is one of some hundred at most, when somebody makes up addresses', async () => {
    await room.save(running, {
      ...bruteForce,
      id: 'any',
      name: 'Any failure',
      detect: { kind: 'match', query: 'outcome:failure' },
    });
    for (let n = 0; n < 4; n += 1)
      await room.append('live', ...Array.from({ length: 250 }, (_, i) => failed(n, `10.1.${n}.${i}`)));
    await eventually(async () => {
      const { alerts } = await room.book().list({ text: 'too many' }, undefined, 10);
      expect(alerts).toMatchObject([{ title: 'Any failure: too many at once', count: 1_000 - MAX_NEW_ALERTS }]);
    });
    expect((await room.book().counts()).states.open).toBe(MAX_NEW_ALERTS + 1);
  });

  it('is known by its events of a device whose clock is wrong, too', async () => {
    const late = (n: number, from: number) =>
      failures(n, from).map(({ at, fields }) => ({
        at: at - 3_600_000,
        fields: { ...fields, 'event.ingested': NOON + at },
      }));
    await room.append('live', ...late(3, 0));
    await eventually(() => expect(running.detection.activityOf('brute').counts?.matchesToday).toBe(3));
    await running.stop();
    await restart();
    await room.append('live', ...late(2, 3));
    await expectAlerts(['10.0.0.7', 5]);
  });

  it('is one, however many events come at once', async () => {
    for (let n = 0; n < 20; n += 1) await room.append('live', ...failures(1_000, n * 1_000));
    await expectAlerts(['10.0.0.7', 20_000]);
    expect(room.told.filter(({ type }) => type === 'alert.raised')).toHaveLength(1);
  });

  it('comes of a window whose events waited long for the store', async () => {
    room.clock.advance(6 * 3_600_000);
    await room.append('live', ...failures(3));
    await room.append('live', { at: 1_000, fields: { message: 'something else' } });
    await isAtEnd();
    await running.stop();
    await restart();
    await room.append('live', ...failures(2, 1_001));
    await expectAlerts(['10.0.0.7', 5]);
  });

  it('that was deleted is raised anew when it goes on', async () => {
    await room.append('live', ...failures(5));
    await expectAlerts(['10.0.0.7', 5]);
    await room.db.query('DELETE FROM alerts');
    await room.append('live', ...failures(1, 5), ...marker);
    await expectAlerts(['10.9.9.9', 5]);
    await room.append('live', ...failures(5, 6));
    await expectAlerts(['10.9.9.9', 5], ['10.0.0.7', 5]);
  });

  it.each(['time', 'arrival'] as const)(
    'does not hold up the end of the program while the store is read by %s',
    async (order) => {
      await running.stop();
      await room.append('live', ...failures(1));
      let isSlow = order === 'arrival';
      let reads = 0;
      running = await room.start((store) => isSlowBy(store, order, () => isSlow && ++reads > 0));
      if (order === 'time') {
        isSlow = true;
        await room.save(running, { ...bruteForce, detect: { ...bruteForce.detect, windowSeconds: 1_200 } });
      }
      await eventually(() => expect(reads).toBe(1));
      await running.stop(); // the reading ends by nothing else
      running = await room.start();
      room.report();
      await room.append('live', ...failures(5, 1));
      await expectAlerts(['10.0.0.7', 6]);
    },
  );

  it('finds its events by its query', async () => {
    await room.append('live', ...failures(5));
    await expectAlerts(['10.0.0.7', 5]);
    expect((await room.alerts())[0]).toMatchObject({ query: 'outcome:failure src_ip:10.0.0.7', severity: 'medium' });
  });
});

describe('a rule', () => {
  it('that is new starts now: the past raises nothing, and its window is known', async () => {
    await room.append('live', ...failures(4), ...marker);
    await room.save(running, bruteForce);
    await room.append('live', ...failures(1, 4));
    await expectAlerts(['10.0.0.7', 5]);
  });

  it('that is changed is in force from the next event on, for events told with the old one too', async () => {
    await room.save(running, { ...bruteForce, detect: { ...bruteForce.detect, count: 50 } });
    room.isLinked = false;
    await room.append('live', ...failures(4));
    await room.save(running, bruteForce);
    room.isLinked = true;
    await room.append('live', ...failures(1, 4));
    await expectAlerts(['10.0.0.7', 5]);
  });

  it('in test mode raises alerts that are told to nobody', async () => {
    await room.save(running, { ...bruteForce, state: 'test' });
    await room.append('live', ...failures(5));
    await expectAlerts(['10.0.0.7', 5]);
    expect((await room.alerts())[0]).toMatchObject({ isTest: true });
    expect(room.told).toEqual([]);
  });

  it('begins with what comes: at the very first start all that is there is history', async () => {
    await running.stop();
    await room.db.query('DELETE FROM rule_position');
    await room.append('live', ...marker);
    await running.rules.save(bruteForce, 'tester');
    await restart();
    await room.append('live', ...failures(5));
    await expectAlerts(['10.0.0.7', 5]);
  });

  it('begins where the very first start found the store, also when that one was killed before anything came', async () => {
    await running.stop();
    await room.db.query('DELETE FROM rule_position');
    await running.rules.save(bruteForce, 'tester');
    running = await room.start();
    await running.kill();
    await room.append('live', ...failures(5));
    await restart();
    await expectAlerts(['10.0.0.7', 5]);
  });

  it('counts what it matched, for the next day too, and over a restart', async () => {
    await room.save(running, bruteForce);
    await room.append('live', ...failures(3));
    await eventually(() => expect(running.detection.activityOf('brute').counts?.matchesToday).toBe(3));
    await running.stop();
    running = await room.start();
    const { counts: before } = running.detection.activityOf('brute');
    expect(before).toEqual({ matchesToday: 3, lastMatch: Date.UTC(2026, 10, 20, 12, 0, 0, 2) });
    room.clock.advance(86_400_000);
    expect(running.detection.activityOf('brute').counts).toMatchObject({ matchesToday: 0 });
  });
});

describe('a rule of first times', () => {
  const firstSeen = {
    id: 'new-user',
    name: 'New user',
    groupBy: ['user.name'],
    detect: { kind: 'first-seen', query: 'action:logon', field: 'host.name', learnDays: 2 },
  };
  const logon = (at: number, user: string) => ({ at, fields: { 'event.action': 'logon', 'user.name': user } as const });
  const DAY_MS = 86_400_000;
  const users = async (): Promise<readonly (string | undefined)[]> =>
    (await room.alerts()).map(({ entity }) => entity.user);

  it('knows what the store has of its days, and speaks at once', async () => {
    await room.append('live', logon(-3 * DAY_MS, 'old'), logon(-1 * DAY_MS, 'alice'), logon(-1_000, 'bob'));
    await room.save(running, firstSeen);
    await eventually(() =>
      expect(running.detection.activityOf('new-user').learning).toMatchObject({ isReadingPast: false }),
    );
    await room.append('live', logon(1, 'alice'), logon(2, 'mallory'), logon(3, 'bob'), logon(4, 'mallory'));
    await eventually(async () => expect(await users()).toEqual(['mallory']));
    await running.kill();
    await restart();
    await room.append('live', logon(5, 'mallory'), logon(6, 'eve'));
    await eventually(async () => expect((await users()).toSorted()).toEqual(['eve', 'mallory']));
  });

  it('is not known before its alert is written, though another rule has read the past meanwhile', async () => {
    await room.append('live', logon(-3 * DAY_MS, 'old'));
    let isClosed = false;
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    await running.stop();
    running = await room.start(
      (store) =>
        ({
          segments: () => store.segments(),
          scan: (request: Parameters<EventReader['scan']>[0]) =>
            (isClosed ? scansAfter(store, gate, 'time') : store).scan(request),
        }) as EventReader,
    );
    await room.save(running, firstSeen);
    const hasRead = (rule: string) =>
      eventually(() => expect(running.detection.activityOf(rule).learning).toMatchObject({ isReadingPast: false }));
    await hasRead('new-user');
    isClosed = true;
    await room.save(running, { ...firstSeen, id: 'other', name: 'Other', groupBy: [] });
    await eventually(() =>
      expect(running.detection.activityOf('other').learning).toMatchObject({ isReadingPast: true }),
    );
    await room.db.query('ALTER TABLE alerts RENAME TO alerts_away');
    await room.append('live', logon(1, 'mallory'));
    await eventually(() => expect(running.detection.state().trouble).toContain('alerts'));
    open();
    await hasRead('other');
    await running.kill();
    await room.db.query('ALTER TABLE alerts_away RENAME TO alerts');
    await restart();
    await eventually(async () => expect(await users()).toContain('mallory'));
  });

  it('reads the past a minute later when it could not', async () => {
    let isBroken = true;
    await running.stop();
    running = await room.start((store) => breaksWhile(store, () => isBroken));
    await room.append('live', logon(-3 * DAY_MS, 'old'), logon(-1_000, 'bob'));
    await room.save(running, firstSeen);
    await eventually(() => expect(room.logged.join('')).toContain('the past of a rule could not be read'));
    expect(running.detection.activityOf('new-user').learning).toMatchObject({ isReadingPast: true });
    isBroken = false;
    await eventually(async () => {
      await running.detection.tidy();
      expect(running.detection.activityOf('new-user').learning).toMatchObject({ isReadingPast: false });
    });
    await room.append('live', logon(3, 'bob'), logon(4, 'mallory'));
    await eventually(async () => expect(await users()).toEqual(['mallory']));
  });

  it('reads the past at the next start when it could not after it was off for a while', async () => {
    await room.append('live', logon(-3 * DAY_MS, 'old'));
    let isBroken = false;
    await running.stop();
    running = await room.start((store) => breaksWhile(store, () => isBroken));
    const hasRead = () =>
      eventually(() =>
        expect(running.detection.activityOf('new-user').learning).toMatchObject({ isReadingPast: false }),
      );
    await room.save(running, firstSeen);
    await hasRead();
    await room.save(running, { ...firstSeen, state: 'off' });
    await room.append('live', logon(1, 'bob'), logon(2, 'bob'));
    await isAtEnd();
    isBroken = true;
    await room.save(running, firstSeen);
    await eventually(() => expect(room.logged.join('')).toContain('the past of a rule could not be read'));
    await running.kill();
    await restart();
    await hasRead();
    await room.append('live', logon(3, 'bob'), logon(4, 'mallory'));
    await eventually(async () => expect(await users()).toEqual(['mallory']));
  });

  it('that breaks detection is left out and named; alerts of the others are not lost', async () => {
    await room.save(running, bruteForce);
    await room.save(running, { ...firstSeen, id: 'poison' });
    await eventually(() =>
      expect(running.detection.activityOf('poison').learning).toMatchObject({ isReadingPast: false }),
    );
    const see = vi.spyOn(SeenBook.prototype, 'see').mockImplementation(() => {
      throw new TypeError('no such thing');
    });
    await room.append('live', ...failures(5), logon(10, 'mallory'));
    await expectAlerts(['10.0.0.7', 5]);
    expect(running.detection.state()).toMatchObject({ leftOut: ['poison'] });
    expect(room.logged.join('')).toContain('BUG: a rule breaks detection each time');
    await room.append('live', ...failures(2, 20));
    await expectAlerts(['10.0.0.7', 7]);
    see.mockRestore();
    await room.save(running, { ...firstSeen, id: 'poison', name: 'Mended' });
    await eventually(() => expect(running.detection.state().leftOut).toEqual([]));
  });

  it('is silent while the store has not enough of them, and learns', async () => {
    await room.append('live', logon(-DAY_MS, 'alice'));
    await room.save(running, firstSeen);
    await eventually(() =>
      expect(running.detection.activityOf('new-user').learning).toMatchObject({ isReadingPast: false }),
    );
    await room.append('live', logon(1, 'bob'));
    room.clock.advance(2 * DAY_MS);
    await room.append('live', logon(2 * DAY_MS, 'bob'), logon(2 * DAY_MS + 1, 'mallory'));
    await eventually(async () => expect(await users()).toEqual(['mallory']));
  });
});
