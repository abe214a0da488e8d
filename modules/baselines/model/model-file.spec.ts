import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { ModelRecord } from '../engine/record.js';
import { MODEL_VERSION, ModelFiles } from './model-file.js';

const dir = mkdtempSync(join(tmpdir(), 'baselines-model-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Names as an attacker writes them. */
const NAMES = ['alice', '../../etc/passwd', 'a"b\\c', 'line\nfeed', 'naïve-ü', '\u0000', '💣', ''];
const RECORDS: ModelRecord[] = [
  { kind: 'engine', name: 'calibration', data: { counts: [1, 2.5, 1e-9] } },
  ...NAMES.map((name, n) => ({ kind: 'user' as const, name, data: { n, text: `of ${name}` } })),
  { kind: 'ip', name: '10.0.0.1', data: null },
];

let made = 0;
async function written(records: Iterable<ModelRecord> = RECORDS): Promise<{ files: ModelFiles; file: string }> {
  const files = new ModelFiles(join(dir, String(made++)), () => 1_000 + made);
  return { files, file: await files.write('m-1', { through: 20_000, about: { events: 7 } }, records) };
}

async function read(files: ModelFiles, file: string) {
  const records: ModelRecord[] = [];
  return { ...(await files.read(file, (record) => records.push(record))), records };
}

/** Changes the byte at the first place of `text`. */
function damage(files: ModelFiles, file: string, text: string): void {
  const path = join(files.dir, file);
  const bytes = readFileSync(path);
  const at = bytes.indexOf(text);
  expect(at).toBeGreaterThan(0);
  bytes[at]! ^= 1;
  writeFileSync(path, bytes);
}

it('gives back what was written, whatever the names are, and leaves nothing else in the folder', async () => {
  const { files, file } = await written();
  const model = await read(files, file);
  expect(model.records).toEqual(RECORDS);
  expect(model.damaged).toEqual([]);
  expect(model.header).toMatchObject({ version: MODEL_VERSION, through: 20_000, about: { events: 7 } });
  expect(readdirSync(files.dir)).toEqual(['m-1.model']);
});

it.each(NAMES)('finds the record of %j by the index', async (name) => {
  const { files, file } = await written();
  expect(await files.entity(file, 'user', name)).toEqual(RECORDS.find((r) => r.kind === 'user' && r.name === name));
  expect(await files.entity(file, 'host', name)).toBeUndefined();
});

it('one damaged line costs its entity, which is named, and no other', async () => {
  const { files, file } = await written();
  damage(files, file, 'of alice');
  const model = await read(files, file);
  expect(model.damaged).toEqual(['user:alice']);
  expect(model.records).toEqual(RECORDS.filter(({ name }) => name !== 'alice'));
  expect(await files.entity(file, 'user', 'alice')).toBeUndefined();
});

it('names both entities when the line feed between them is damaged', async () => {
  const { files, file } = await written();
  const path = join(files.dir, file);
  const bytes = readFileSync(path);
  const at = bytes.indexOf('\n', bytes.indexOf('of alice'));
  bytes[at] = 32;
  writeFileSync(path, bytes);
  expect((await read(files, file)).damaged).toEqual(['user:alice', 'user:../../etc/passwd']);
});

it('an entity whose record the engine refuses is named as damaged', async () => {
  const { files, file } = await written();
  const { damaged } = await files.read(file, ({ name }) => {
    if (name === 'alice') throw new Error('no');
  });
  expect(damaged).toEqual(['user:alice']);
});

it('a model whose shared record is damaged cannot be read', async () => {
  const { files, file } = await written();
  damage(files, file, '"counts"');
  await expect(read(files, file)).rejects.toMatchObject({ code: 'MODEL_UNREADABLE' });
});

it.each([1, 100, 400])('never reads a file that lacks its last %d bytes, and does not list it', async (lacks) => {
  const { files, file } = await written();
  const path = join(files.dir, file);
  truncateSync(path, readFileSync(path).length - lacks);
  await expect(read(files, file)).rejects.toMatchObject({ code: 'MODEL_UNREADABLE' });
  expect(await files.list()).toEqual([]);
});

it('a model of another version is not read', async () => {
  const { files, file } = await written();
  const text = readFileSync(join(files.dir, file), 'utf8');
  const { lineOf } = await import('./line.js');
  const [header = ''] = text.split('\n');
  const other = lineOf({ ...JSON.parse(header.slice(9)), version: 9 }).trimEnd();
  writeFileSync(join(files.dir, file), text.replace(header, other));
  await expect(read(files, file)).rejects.toThrow(/version 9/);
});

it('a damaged index costs nothing but the look-up of entities', async () => {
  const { files, file } = await written();
  damage(files, file, '[["engine:');
  expect((await read(files, file)).records).toEqual(RECORDS);
  expect(await files.entity(file, 'user', 'alice')).toBeUndefined();
});

it('what fails while it is written leaves no file', async () => {
  const files = new ModelFiles(join(dir, String(made++)));
  const records = (function* (): Iterable<ModelRecord> {
    yield RECORDS[0]!;
    throw new Error('stopped');
  })();
  await expect(files.write('m-1', { through: 1, about: {} }, records)).rejects.toThrow('stopped');
  expect(readdirSync(files.dir)).toEqual([]);
});

it('a second file of the same name does not take the place of the first', async () => {
  const { files, file } = await written();
  const second = await files.write('m-1', { through: 20_001, about: {} }, []);
  expect(second).not.toBe(file);
  expect((await files.list()).map((each) => each.file).sort()).toEqual([file, second].sort());
});

it('keeps the newest three, what is published and what is in use', async () => {
  let now = 0;
  const files = new ModelFiles(join(dir, String(made++)), () => (now += 1));
  for (let n = 1; n <= 7; n++) await files.write(`m-${n}`, { through: n, about: {} }, RECORDS);
  writeFileSync(join(files.dir, 'm-8.model.tmp'), 'of a writer that was killed');
  await files.publish('m-2.model');
  expect(await files.prune(['m-1.model', undefined])).toHaveLength(3);
  expect((await files.list()).map(({ file }) => file)).toEqual(
    ['m-7', 'm-6', 'm-5', 'm-2', 'm-1'].map((name) => `${name}.model`),
  );
  expect(await files.current()).toBe('m-2.model');
});

it('a folder in its place neither is a model nor keeps others from being removed', async () => {
  const { files } = await written();
  mkdirSync(join(files.dir, 'm-0.model'));
  for (let n = 2; n <= 5; n++) await files.write(`m-${n}`, { through: n, about: {} }, RECORDS);
  expect(await files.list()).toHaveLength(5);
  await expect(read(files, 'm-0.model')).rejects.toMatchObject({ code: 'MODEL_UNREADABLE' });
  await files.prune();
  expect(await files.list()).toHaveLength(3);
});

it.each(['../m-1.model', 'm-1', '', 'M.model'])('takes %j for no file of its own', async (file) => {
  const { files } = await written();
  await expect(read(files, file)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('writes and reads 2,000 large records without holding up its thread', async () => {
  const data = { values: Array.from({ length: 3_000 }, (_, n) => n * 1.5) };
  let [inOneTurn, mostInOneTurn] = [0, 0];
  const count = (): unknown => (mostInOneTurn = Math.max(mostInOneTurn, (inOneTurn += 1)));
  const records = function* (): Iterable<ModelRecord> {
    for (let n = 0; n < 2_000; n++) {
      count();
      yield { kind: 'user', name: `u${n}`, data };
    }
  };
  let next: NodeJS.Immediate;
  const turn = (): void => {
    inOneTurn = 0;
    next = setImmediate(turn);
  };
  turn();
  const { files, file } = await written(records());
  let read = 0;
  await files.read(file, () => {
    read += 1;
    count();
  });
  clearImmediate(next!);
  expect(read).toBe(2_000);
  // A record has 17 kB. Others have their turn at each 256 KiB, or more often where the machine is busy.
  expect(mostInOneTurn).toBeLessThan(50);
});
