// Sources of the portal over a real metadata database: order, names and their keys, two people at once, what is refused.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Sequelize } from 'sequelize';
import { configSchema } from '#config/schema.js';
import { TokensService } from '#src/accounts/tokens.service.js';
import type { Fault } from '#src/faults.js';
import { FakeClock } from '../../test/helpers/fake-clock.js';
import { openMigrated } from '../../test/helpers/migrated.js';
import { ownNotes } from './kept-source.js';
import { readSources } from './read-sources.js';
import { SourceBook } from './source-book.js';

let dir: string;
let db: Sequelize;
let book: SourceBook;
const clock = new FakeClock(1_000);

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-sources-'));
  db = await openMigrated(dir);
  book = new SourceBook(db, clock, () => ({
    takenNames: ['in the file'],
    classes: ['short'],
    parsers: ['pihole', 'windows'],
  }));
});
afterEach(async () => {
  await db.close();
  rmSync(dir, { recursive: true, force: true });
});

const names = async (): Promise<string[]> => (await book.list()).map(({ config }) => config.name);
/** Of a statement as Sequelize gives it. */
const textOf = (sql: string | { readonly query: string }): string => (typeof sql === 'string' ? sql : sql.query);
/** The fault of a promise that must fail. */
const faultOf = (promise: Promise<unknown>): Promise<Fault> =>
  promise.then(
    () => Promise.reject(new Error('nothing was refused')),
    (error: Fault) => error,
  );

it('keeps sources in the order in which they were made, and moves them by one place, not beyond the ends', async () => {
  for (const name of ['a', 'b', 'c']) await book.add({ name }, 'alice');
  expect(await names()).toEqual(['a', 'b', 'c']);
  const [a, , c] = await book.list();
  await book.move(c!.id, 'up');
  expect(await names()).toEqual(['a', 'c', 'b']);
  await book.move(a!.id, 'up');
  expect(await names()).toEqual(['a', 'c', 'b']);
  await book.move(a!.id, 'down');
  expect(await names()).toEqual(['c', 'a', 'b']);
  await book.add({ name: 'd' }, 'alice');
  expect((await names()).at(-1)).toBe('d');
});

it('writes the two that change places and no other, whatever was deleted before; equal places are given anew', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e']) await book.add({ name }, 'alice');
  const [a, b, , d] = await book.list();
  await book.remove(a!.id);
  const written = vi.spyOn(db, 'query');
  const updates = (): number => written.mock.calls.filter(([sql]) => /^UPDATE/i.test(textOf(sql))).length;
  await book.move(d!.id, 'up');
  expect(await names()).toEqual(['b', 'd', 'c', 'e']);
  expect(updates()).toBe(2);
  await book.move(b!.id, 'up');
  expect(updates()).toBe(2);
  written.mockRestore();
  await db.query('UPDATE sources SET position = 7');
  expect(await names()).toEqual(['b', 'c', 'd', 'e']);
  await book.move(d!.id, 'up');
  expect(await names()).toEqual(['b', 'd', 'c', 'e']);
});

it('fills in what is left out, and says who made it when', async () => {
  const { config, version, createdAt, updatedBy } = await book.add({ name: 'nas', kind: 'storage' }, 'alice');
  expect({ version, createdAt, updatedBy }).toEqual({ version: 1, createdAt: 1_000, updatedBy: 'alice' });
  expect(config).toMatchObject({ kind: 'storage', hostFrom: 'header', match: { peer: [] }, ignore: false });
  expect((await book.byName('nas'))?.config).toEqual(config);
  expect(await book.byName('NAS?')).toBeUndefined();
});

it('takes the API keys along when it is renamed, and only its own', async () => {
  const tokens = new TokensService(db, clock);
  const { id, version } = await book.add({ name: 'nas' }, 'alice');
  await tokens.create({ name: 'its key', role: 'ingest', source: 'nas', createdBy: 'alice' });
  await tokens.create({ name: 'other key', role: 'ingest', source: 'web', createdBy: 'alice' });
  await book.change(id, version, { name: 'storage' }, 'alice');
  expect((await tokens.list()).map(({ name, source }) => [name, source])).toEqual([
    ['its key', 'storage'],
    ['other key', 'web'],
  ]);
});

it('tells the second of two who change it what the first one did, and keeps that', async () => {
  const { id, version } = await book.add({ name: 'nas' }, 'alice');
  clock.advance(500);
  await book.change(id, version, { name: 'nas', notes: 'cellar' }, 'bob');
  const fault = await faultOf(book.change(id, version, { name: 'nas', notes: 'attic' }, 'alice'));
  expect(fault.code).toBe('CONFLICT');
  expect(fault.message).toContain('bob changed nas');
  expect(fault.details?.['theirs']).toMatchObject({ version: 2, updatedBy: 'bob', config: { notes: 'cellar' } });
  expect((await book.byId(id))?.config.notes).toBe('cellar');
  await book.change(id, 2, { name: 'nas', notes: 'attic' }, 'alice');
  expect((await book.byId(id))?.config.notes).toBe('attic');
});

describe('at the same moment', () => {
  const outcomes = async (promises: readonly Promise<unknown>[]): Promise<string[]> =>
    (await Promise.allSettled(promises))
      .map((each) => (each.status === 'fulfilled' ? 'done' : (each.reason as Fault).code))
      .toSorted();

  it('one of several changes counts, and the others are told', async () => {
    const { id, version } = await book.add({ name: 'nas' }, 'alice');
    const changes = ['a', 'b', 'c'].map((notes) => book.change(id, version, { name: 'nas', notes }, notes));
    expect(await outcomes(changes)).toEqual(['CONFLICT', 'CONFLICT', 'done']);
    const kept = (await book.byId(id))!;
    expect([kept.version, kept.updatedBy]).toEqual([2, kept.config.notes]);
  });

  it('one of several new sources gets the name', async () => {
    const added = [1, 2, 3].map(() => book.add({ name: 'nas' }, 'alice'));
    expect(await outcomes(added)).toEqual(['CONFLICT', 'CONFLICT', 'done']);
  });

  it('moves are made one after the other', async () => {
    const [a] = [await book.add({ name: 'a' }, 'x'), await book.add({ name: 'b' }, 'x'), await book.add({ name: 'c' }, 'x')]; // prettier-ignore
    expect(await outcomes([book.move(a.id, 'down'), book.move(a.id, 'down')])).toEqual(['done', 'done']);
    expect(await names()).toEqual(['b', 'c', 'a']);
  });
});

describe('refused is', () => {
  it.each([
    ['a parser that does not exist', { name: 'x', parser: 'cisco' }, 'parser', 'pihole, windows'],
    ['an address that is none', { name: 'x', match: { peer: ['10.0.0.0/8', 'nas.lan'] } }, 'match.peer.1', '"nas.lan"'],
    ['a query that is none', { name: 'x', drop: ['(app:cron'] }, 'drop.0', '(app:cron'],
    ['a retention class that does not exist', { name: 'x', retention: 'long' }, 'retention', '"long"'],
    ['a zone that does not exist', { name: 'x', timeZone: 'Mars/Olympus' }, 'timeZone', 'IANA'],
    ['a name that is empty', { name: '' }, 'name', ''],
    ['a name that is blank', { name: ' \u3000' }, 'name', 'not blank'],
    ['a name that turns the text around', { name: 'nas\u202e' }, 'name', 'U+202E'],
    ['a name with a NUL', { name: 'n\0as' }, 'name', 'U+0000'],
    ['a name of the collector’s own', { name: '(awaited)' }, 'name', '"(awaited)"'],
    ['a setting that does not exist', { name: 'x', parsers: 'pihole' }, 'parsers', 'parser'],
    ['no object at all', 'nas', '', ''],
  ])('%s, with where it is', async (_what, config, path, what) => {
    const fault = await faultOf(book.add(config, 'alice'));
    expect(fault.code).toBe('BAD_REQUEST');
    expect(fault.details?.['problems']).toEqual([expect.objectContaining({ path })]);
    expect(fault.message).toContain(what);
    expect(await book.list()).toEqual([]);
  });

  it('a name that another source has, in the portal or in the file', async () => {
    const { id } = await book.add({ name: 'a' }, 'alice');
    await book.add({ name: 'b' }, 'alice');
    expect((await faultOf(book.add({ name: 'a' }, 'alice'))).code).toBe('CONFLICT');
    expect((await faultOf(book.add({ name: 'in the file' }, 'alice'))).code).toBe('CONFLICT');
    const fault = await faultOf(book.change(id, 1, { name: 'b' }, 'alice'));
    expect(fault.code).toBe('CONFLICT');
    expect(fault.details?.['theirs']).toBeUndefined();
  });

  it('whatever is not there any more', async () => {
    const { id } = await book.add({ name: 'a' }, 'alice');
    expect((await book.remove(id)).config.name).toBe('a');
    expect((await faultOf(book.remove(id))).code).toBe('NOT_FOUND');
    expect((await faultOf(book.change(id, 1, { name: 'a' }, 'alice'))).code).toBe('NOT_FOUND');
    expect((await faultOf(book.move(Number.NaN, 'up'))).code).toBe('NOT_FOUND');
    expect(await book.byId(id)).toBeUndefined();
  });
});

it('reads what an older version kept, with the defaults of what has been added since', async () => {
  const { id } = await book.add({ name: 'old' }, 'alice');
  await db.query(`UPDATE sources SET config = '{"name":"old","match":{"peer":["10.0.0.1"]}}' WHERE id = ${id}`);
  expect((await book.byId(id))?.config).toMatchObject({
    match: { peer: ['10.0.0.1'], tls: [] },
    expectEveryMinutes: 0,
  });
});

it.each([
  ['a value that does not fit', '{"name":"old","timeZone":"Mars/X","match":{"peer":["10.0.0.1"]}}', 'timeZone'],
  ['no JSON', '{"name":', 'JSON'],
])('a source that was spoilt (%s) stays, takes nothing, says why, and can be set anew', async (_what, text, why) => {
  const { id, version } = await book.add({ name: 'old' }, 'alice');
  await book.add({ name: 'other' }, 'alice');
  await db.query('UPDATE sources SET config = :text WHERE id = :id', { replacements: { text, id } });
  const { config } = (await book.byId(id))!;
  expect([config.name, config.match.peer, config.notes.includes(why)]).toEqual(['old', [], true]);
  expect(await names()).toEqual(['old', 'other']);
  expect((await readSources(configSchema.parse({ data: { dir } }))).map(({ name }) => name)).toEqual(['old', 'other']);
  await book.change(id, version, { name: 'old', notes: 'again' }, 'alice');
  expect((await book.byId(id))?.config.notes).toBe('again');
});

it('a source that was kept under a name with what cannot be seen stays in force, says so, and can be renamed', async () => {
  const { id, version } = await book.add({ name: 'old' }, 'alice');
  const name = 'fw\u200B1';
  const settings = { match: { peer: ['10.0.0.1'] }, allow: ['10.0.0.1'], sensitive: ['user.name'], notes: 'roof' };
  const replacements = { name, text: JSON.stringify({ name, ...settings }), id };
  await db.query('UPDATE sources SET name = :name, config = :text WHERE id = :id', { replacements });
  const [kept] = await readSources(configSchema.parse({ data: { dir } }));
  expect(kept).toMatchObject({
    name,
    ...settings,
    notes: expect.stringMatching(/^Rename this source: .*U\+200B.*roof$/),
  });
  expect(ownNotes(kept!.notes)).toBe('roof');
  await expect(book.change(id, version, { name, allow: [] }, 'alice')).rejects.toThrow('U+200B');
  await book.change(id, version, { ...settings, name: 'fw1' }, 'alice');
  expect((await book.byId(id))?.config).toMatchObject({ name: 'fw1', ...settings });
});

it('a source that was kept under a name that none may have is shown, and can be renamed', async () => {
  const { id, version } = await book.add({ name: 'old' }, 'alice');
  const kept = { name: '(awaited)', text: '{"name":"(awaited)","match":{"peer":["10.0.0.1"]}}' };
  await db.query('UPDATE sources SET name = :name, config = :text WHERE id = :id', { replacements: { ...kept, id } });
  const { config } = (await book.byId(id))!;
  expect([config.name, config.match.peer, config.notes.includes('of its own under this one')]).toEqual([kept.name, [], true]); // prettier-ignore
  await book.change(id, version, { name: 'new' }, 'alice');
  expect(await names()).toEqual(['new']);
});
