// Whatever stands in the folder, the collector starts: what cannot be read is said.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import type { EventReader } from '#src/store/event-store.js';
import { NO_IDENTITY } from '../identity/testing.js';
import { lineOf } from '../model/line.js';
import { ModelFiles } from '../model/model-file.js';
import { KeptVerdicts } from './orders.js';
import { startBaselines, type Started, type StartRequest } from './start.js';

const ROOT = mkdtempSync(join(tmpdir(), 'baselines-start-'));
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

const KEPT = lineOf({ position: 'p1', inFlight: 0 });
const HEADER = lineOf({ version: 1 });
const EMPTY = { scan: async function* () {} } as unknown as EventReader;

let made = 0;
async function started(prepare: (dir: string) => void, more: Partial<StartRequest> = {}): Promise<Started> {
  const dir = join(ROOT, String(made++));
  mkdirSync(dir);
  prepare(dir);
  const verdicts = new KeptVerdicts(join(dir, 'verdicts.json')).read();
  const options = { zone: 'UTC', budget: 2, identity: NO_IDENTITY };
  const place = { options, files: new ModelFiles(dir), journalPath: join(dir, 'journal'), store: EMPTY };
  return startBaselines({ ...place, position: 'p1', published: undefined, verdicts, now: Date.now, ...more });
}

it.each<[string, (path: string) => void]>([
  ['a folder', (path) => mkdirSync(path)],
  ['not to be opened', (path) => symlinkSync(path, path)],
  ['zeros', (path) => writeFileSync(path, Buffer.alloc(100_000))],
  ['a header that is null', (path) => writeFileSync(path, lineOf(null) + KEPT)],
  ['a record of what nobody knows', (path) => writeFileSync(path, HEADER + lineOf(['engine', 'clock', null]) + KEPT)],
  [
    'a clock that is none',
    (path) => writeFileSync(path, HEADER + lineOf(['engine', 'event-clock', { jump: 1 }]) + KEPT),
  ],
  ['deep brackets', (path) => writeFileSync(path, `${HEADER}00000000 ${'['.repeat(5_000_000)}\n${KEPT}`)],
  [
    'a model that is not there',
    (path) => writeFileSync(path, lineOf({ version: 1, model: '../../etc/passwd' }) + KEPT),
  ],
  ['a name out of every bound', (path) => writeFileSync(path, HEADER + lineOf(['user', '__proto__', { days: 7 }]) + lineOf(['engine', '__proto__', 1]) + lineOf({ position: 7, inFlight: -1e9, newest: 'x' }))], // prettier-ignore
])('it starts with a journal that is %s', async (_what, write) => {
  const { baselines, problems, damaged } = await started((dir) => write(join(dir, 'journal')));
  expect(baselines.engine.sizes.users).toBe(0);
  expect(problems.length + damaged.length).toBeGreaterThan(0);
});

it('it starts with a model that is a folder', async () => {
  const { model, problems } = await started((dir) => {
    mkdirSync(join(dir, 'm-1.model'));
    writeFileSync(join(dir, 'current'), 'm-1.model\n');
  });
  expect(model).toBeUndefined();
  expect(problems.join()).toContain('m-1.model');
});

it('stored events that were received under a wrong date are passed over', async () => {
  const now = Date.now();
  const received = (time: number): LogEvent =>
    ({ '@timestamp': time, 'event.ingested': time, 'lanwarden.source': 'a', 'event.id': '1-std-live-1-1' }) as LogEvent;
  const events = [received(now - 60_000), received(now + 10 * 365 * 86_400_000), received(now)];
  const scan = async function* (): AsyncIterable<object> {
    yield { events, position: 'p2' };
  };
  const beside = { signal: new AbortController().signal };
  const { baselines } = await started(() => undefined, { store: { scan } as unknown as EventReader, beside });
  expect(baselines.newest).toBe(now);
  expect(baselines.counts.late).toBe(0);
});

it('verdicts that are none are left out', async () => {
  const good = { id: 'a', kind: 'benign', about: [], day: 1, from: 2 };
  const { verdicts } = await started((dir) =>
    writeFileSync(join(dir, 'verdicts.json'), JSON.stringify([null, {}, 7, { ...good, about: [null] }, good])),
  );
  expect(verdicts).toEqual([good]);
});
