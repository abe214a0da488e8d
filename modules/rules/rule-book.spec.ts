// Rules over a real metadata database: the shipped set and its updates, two people at once, what is in force, exceptions and their end.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sequelize } from 'sequelize';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import type { Fault } from '#src/faults.js';
import { openMetadata } from '#src/store/metadata/open.js';
import { inForceAt } from './book/known-exception.js';
import type { Shipped } from './book/shipped-sync.js';
import { firstRules } from './migrations/0001-rules.js';
import { type Problem, RuleBook, type RuleBookParts } from './rule-book.js';
import { ruleSchema } from './rule.js';
import { FakeClock } from '../../test/helpers/fake-clock.js';

const DAY_MS = 86_400_000;
const shippedRule = (version: number, name: string, state = 'on'): Shipped => ({
  version,
  rule: ruleSchema.parse({ id: 'brute-force', name, state, detect: { kind: 'match', query: 'outcome:failure' } }),
});
const own = { id: 'mine', name: 'Mine', detect: { kind: 'match', query: 'user:root' } };

let dir: string;
let db: Sequelize;
let clock: FakeClock;
let shipped: readonly Shipped[];
let lists: Record<string, string[]>;
let tell: () => void;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-rules-'));
  db = await openMetadata(configSchema.parse({ data: { dir } }));
  await firstRules.up(db);
  clock = new FakeClock(1_000_000);
  shipped = [shippedRule(1, 'Brute force')];
  lists = { admins: ['root'] };
});
afterEach(async () => {
  await db.close();
  rmSync(dir, { recursive: true, force: true });
});

const open = (more: Partial<RuleBookParts> = {}): Promise<RuleBook> =>
  RuleBook.open({
    ...more,
    db,
    clock,
    shipped: () => shipped,
    context: () => ({ lists, zone: 'UTC' }),
    onContextChange: (listener) => {
      tell = listener;
      return () => undefined;
    },
    check: ({ detect }, context): Problem[] =>
      'query' in detect && detect.query.includes('$admins') && context.lists['admins'] === undefined
        ? [{ path: 'detect.query', message: 'There is no list $admins.', at: 5 }]
        : [],
  });
const faultOf = (promise: Promise<unknown>): Promise<Fault> =>
  promise.then(
    () => Promise.reject(new Error('nothing was thrown')),
    (error: unknown) => error as Fault,
  );

describe('the shipped set', () => {
  it('is put in at the first start, in the state it comes with', async () => {
    shipped = [shippedRule(1, 'Brute force', 'test')];
    const book = await open();
    expect(book.all()).toMatchObject([{ origin: 'shipped', isEdited: false, rule: { state: 'test' } }]);
    expect(book.active().rules).toHaveLength(1);
  });

  it('updates what nobody edited, and leaves a state that a person chose', async () => {
    await (await open()).setState('brute-force', 'off', 'vera');
    shipped = [shippedRule(2, 'Brute force by address')];
    const book = await open();
    expect(book.get('brute-force')).toMatchObject({ rule: { name: 'Brute force by address', state: 'off' } });
  });

  it('does not touch what a person edited, and says that there is an update', async () => {
    const first = await open();
    await first.save({ ...first.find('brute-force').rule, name: 'Our brute force' }, 'vera');
    expect(first.get('brute-force')).toMatchObject({ isEdited: true, hasUpdate: false });
    shipped = [shippedRule(2, 'Brute force by address')];
    const book = await open();
    expect(book.get('brute-force')).toMatchObject({ rule: { name: 'Our brute force' }, hasUpdate: true });
    const reset = await book.reset('brute-force', 'vera');
    expect(reset).toMatchObject({ rule: { name: 'Brute force by address' }, isEdited: false, hasUpdate: false });
    expect(reset.version).toBe(3);
  });

  it('lets go of a rule that is in it no more, unless somebody made it theirs', async () => {
    await open();
    shipped = [];
    expect((await open()).all()).toEqual([]);
    shipped = [shippedRule(1, 'Brute force')];
    await (await open()).setState('brute-force', 'test', 'vera');
    shipped = [];
    expect((await open()).all()).toMatchObject([{ origin: 'own', rule: { state: 'test' } }]);
  });

  it('cannot be deleted', async () => {
    expect((await faultOf((await open()).remove('brute-force'))).code).toBe('CONFLICT');
  });
});

describe('a rule', () => {
  it('is kept over a restart, and shows the second of two what the first one changed', async () => {
    await (await open()).save(own, 'vera', { isNew: true });
    const book = await open();
    const known = book.find('mine');
    await book.save({ ...known.rule, name: 'Ours' }, 'max', { expectedVersion: known.version });
    const fault = await faultOf(book.save(known.rule, 'vera', { expectedVersion: known.version }));
    expect(fault.code).toBe('CONFLICT');
    expect(fault.details?.['theirs']).toMatchObject({ rule: { name: 'Ours' }, updatedBy: 'max' });
  });

  it('is refused with all that is wrong with it', async () => {
    const book = await open();
    const fault = await faultOf(book.save({ id: 'Bad Id', name: '', detect: own.detect }, 'vera'));
    expect(fault.details?.['problems']).toMatchObject([{ path: 'id' }, { path: 'name' }]);
    expect((await faultOf(book.save(own, 'vera').then(() => book.save(own, 'vera', { isNew: true })))).code).toBe(
      'CONFLICT',
    );
  });

  it('is out of force while the module is switched off', async () => {
    let isOff = true;
    const book = await open({ isOff: () => isOff });
    expect(book.active().rules).toEqual([]);
    isOff = false;
    tell();
    await expect.poll(() => book.active().rules.map(({ id }) => id)).toEqual(['brute-force']);
  });

  it('that cannot run is out of force, says why, and is back when its list is', async () => {
    const book = await open();
    await book.save({ ...own, detect: { kind: 'match', query: 'user:$admins' } }, 'vera');
    lists = {};
    tell();
    await expect.poll(() => book.get('mine')?.problem).toBe('There is no list $admins.');
    expect(book.active().rules.map(({ id }) => id)).toEqual(['brute-force']);
    expect((await faultOf(book.setState('mine', 'test', 'vera'))).code).toBe('BAD_REQUEST');
    lists = { admins: ['root'] };
    tell();
    await expect.poll(() => book.active().rules).toHaveLength(2);
  });

  it('that this version cannot read keeps nobody from starting', async () => {
    await (await open()).save(own, 'vera');
    await db.query(`UPDATE rules SET rule = '{"name":"Mine","detect":{"kind":"dreams"}}' WHERE id = 'mine'`);
    const book = await open();
    expect(book.get('mine')?.problem).toMatch(/^This version cannot read it/);
    expect(book.active().rules).toHaveLength(1);
  });
});

describe('what is in force', () => {
  it('has a version that changes with what it says, and only then', async () => {
    const book = await open();
    const told: string[] = [];
    book.onChange(({ version }) => told.push(version));
    const before = book.active();
    await book.save(book.find('brute-force').rule, 'vera');
    expect(book.active()).toBe(before);
    await book.save({ ...book.find('brute-force').rule, severity: 'high' }, 'vera');
    expect(told).toEqual([book.active().version]);
    expect(book.active().version).not.toBe(before.version);
    expect((await open()).active().version).toBe(book.active().version);
  });

  it('holds no exception that expired so long ago that nothing is judged by it any more, and none of a deleted rule', async () => {
    const book = await open();
    await book.save(own, 'vera');
    const made = { query: 'src_ip:10.0.0.7', reason: 'scanner' };
    await book.addException({ ...made, ruleId: 'mine', expiresAt: undefined }, 'vera');
    await book.addException({ ...made, ruleId: undefined, expiresAt: clock.now() + DAY_MS }, 'vera');
    expect(book.active().exceptions).toHaveLength(2);
    clock.advance(8 * DAY_MS);
    await book.look();
    expect(book.active().exceptions).toHaveLength(2);
    expect(inForceAt(book.active(), clock.now()).exceptions.map(({ ruleId }) => ruleId)).toEqual(['mine']);
    clock.advance(DAY_MS);
    await book.look();
    expect(book.active().exceptions.map(({ ruleId }) => ruleId)).toEqual(['mine']);
    await book.remove('mine');
    expect(book.active().exceptions).toEqual([]);
    expect(book.exceptions()).toHaveLength(1);
  });
});

describe('an exception', () => {
  const good = { ruleId: undefined, query: 'src_ip:10.0.0.7', reason: 'scanner', expiresAt: undefined };

  it.each([
    ['hides everything', { query: '*' }, 'query'],
    ['hides nothing', { query: ' ' }, 'query'],
    ['does not say why', { reason: ' ' }, 'reason'],
    ['is over already', { expiresAt: 5 }, 'expiresAt'],
    ['names a rule that is not there', { ruleId: 'nobody' }, 'ruleId'],
  ])('that %s is refused', async (_what, wrong, path) => {
    const fault = await faultOf((await open()).addException({ ...good, ...wrong }, 'vera'));
    expect(fault.details?.['problems']).toMatchObject([{ path }]);
  });

  it('remembers what it kept from counting, over a restart', async () => {
    const book = await open();
    const { id } = await book.addException(good, 'vera');
    book.countHits({ [id]: 3, 999: 8 });
    book.countHits({ [id]: 4 });
    await book.look();
    expect((await open()).findException(id)).toMatchObject({ hits: 7, lastHitAt: clock.now() });
  });
});

describe('two portals on one database', () => {
  const exception = { ruleId: undefined, query: 'src_ip:10.0.0.7', reason: 'the scanner', expiresAt: undefined };
  /** What the notices of PostgreSQL do. */
  let reread: () => Promise<void>;
  const openOther = (): Promise<RuleBook> =>
    open({
      onRowsChange: (listener) => {
        reread = listener;
        return () => undefined;
      },
    });

  it('what one changes is in force in the other when it has read it again', async () => {
    const [here, other] = [await open(), await openOther()];
    const told: string[][] = [];
    other.onChange(({ rules }) => told.push(rules.map(({ id }) => id)));
    await here.save(own, 'ann');
    const { id } = await here.addException(exception, 'ann');
    await here.setState('brute-force', 'off', 'ann');
    await reread();
    expect(told).toEqual([['mine']]);
    expect(other.active()).toEqual(here.active());
    await here.remove('mine');
    clock.advance(1);
    await here.save({ ...own, name: 'Made again' }, 'ann');
    await reread();
    expect(other.get('mine')?.rule.name).toBe('Made again');
    await here.remove('mine');
    await here.removeException(id);
    await reread();
    expect(other.active()).toEqual(here.active());
    expect([other.get('mine'), other.exceptions()]).toEqual([undefined, []]);
  });

  it('a reset keeps the state that somebody chose elsewhere', async () => {
    const [here, other] = [await open(), await openOther()];
    await other.save({ ...other.find('brute-force').rule, name: 'Ours' }, 'ann');
    await here.setState('brute-force', 'off', 'ann');
    const { rule, version } = await other.reset('brute-force', 'bob');
    expect([rule.name, rule.state, version]).toEqual(['Brute force', 'off', 4]);
  });

  it('what is changed here while it is read again stays', async () => {
    const book = await openOther();
    for (let n = 0; n < 20; n += 1) {
      const changes = [
        book.save({ ...own, id: `own-${n}` }, 'ann'),
        reread(),
        book.addException({ ...exception, reason: `${n}` }, 'ann'),
        reread(),
      ];
      await Promise.all(n % 2 === 0 ? changes : changes.toReversed());
      expect(book.get(`own-${n}`)).toBeDefined();
      expect(book.exceptions()[0]?.reason).toBe(`${n}`);
    }
    expect(book.exceptions()).toHaveLength(20);
  });

  it('what both counted is added up, and what is not written yet is not forgotten', async () => {
    const [here, other] = [await open(), await openOther()];
    const { id } = await here.addException(exception, 'ann');
    await reread();
    here.countHits({ [id]: 3 });
    other.countHits({ [id]: 4 });
    await here.look();
    await reread();
    expect(other.findException(id).hits).toBe(7);
    await other.look();
    await reread();
    expect(other.findException(id)).toMatchObject({ hits: 7, lastHitAt: clock.now() });
    expect((await open()).findException(id).hits).toBe(7);
  });

  it('what the database did not take is written later', async () => {
    const book = await openOther();
    const { id } = await book.addException(exception, 'ann');
    book.countHits({ [id]: 5 });
    await db.query('ALTER TABLE rule_exceptions RENAME TO away');
    await expect(book.look()).rejects.toThrow();
    book.countHits({ [id]: 1 });
    await db.query('ALTER TABLE away RENAME TO rule_exceptions');
    await book.look();
    expect((await open()).findException(id).hits).toBe(6);
  });
});
