// What the collector does not take at the moment, and settings that change while rows are under way.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import type { SourceConfig } from '#config/schema.js';
import { systemClock } from '#src/clock.js';
import type { Frame, Receipt } from '../frame.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { FtlDatabase } from './ftl-database.js';
import { Pullers } from './pullers.js';
import { addQuery, makeFtl } from './testing/ftl.js';

const NOW_S = Math.floor(Date.now() / 1_000);
let dir: string;
let pullers: Pullers | undefined;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-puller-'));
  const db = await makeFtl(join(dir, 'ftl.db'), 'v5');
  for (let id = 1; id <= 5; id += 1) await addQuery(db, 'v5', { id, timestamp: NOW_S - 100 + id });
  await db.close();
});
afterEach(async () => {
  await pullers?.stop();
  rmSync(dir, { recursive: true, force: true });
});

function sources(everyMs: number): readonly SourceConfig[] {
  const pull = { kind: 'pihole-ftl', path: join(dir, 'ftl.db'), everyMs, since: '2020-01-01' };
  return configSchema.parse({ sources: [{ name: 'Pi-hole', pull }] }).sources;
}

function pullersWith(submit: (frames: readonly Frame[]) => Promise<readonly Receipt[]>): Pullers {
  return (pullers = new Pullers({ dataDir: dir, clock: systemClock, submit, seal: () => Promise.resolve() }));
}

const idOf = ({ json }: Frame): unknown => json!['id'];

it.each(['refused', 'failed'] as const)(
  'rows that are not taken (%s) are offered again from the first of them on, and the reason is told until they are',
  async (outcome) => {
    const offered: unknown[][] = [];
    let isFull = true;
    const { configure, health } = bound(
      pullersWith((frames) => {
        offered.push(frames.map(idOf));
        return Promise.resolve(
          frames.map((_, at) => (isFull && at >= 2 ? { outcome, reason: 'the disk is full' } : { outcome: 'stored' })), // prettier-ignore
        );
      }),
    );
    configure(sources(1_000));
    await eventually(() => expect(health()).toMatchObject([{ rows: 2, problem: 'the disk is full' }]));
    isFull = false;
    await eventually(() => expect(health()).toEqual([expect.objectContaining({ rows: 5 })]));
    await eventually(() => expect(health()[0]).not.toHaveProperty('problem'));
    expect(offered).toEqual([
      [1, 2, 3, 4, 5],
      [3, 4, 5],
    ]);
  },
);

it('a row that no further try stores is passed over', async () => {
  const { configure, health } = bound(
    pullersWith((frames) =>
      Promise.resolve(frames.map(() => ({ outcome: 'failed', lasting: true, reason: 'a plugin' }))),
    ),
  );
  configure(sources(1_000));
  await eventually(() => expect(health()).toMatchObject([{ rows: 5 }]));
});

it('another setting of a source waits for the page that is under way: no row is read twice', async () => {
  const offered: unknown[] = [];
  let settle: (() => void) | undefined;
  const { configure, health } = bound(
    pullersWith(async (frames) => {
      offered.push(...frames.map(idOf));
      await new Promise<void>((resolve) => (settle = resolve));
      return frames.map(() => ({ outcome: 'stored' }));
    }),
  );
  configure(sources(1_000));
  await eventually(() => expect(settle).toBeDefined());
  configure(sources(2_000));
  expect(health()).toMatchObject([{ rows: 0 }]);
  // As long as the new one would take to read its first page, several times.
  for (let round = 0; round < 5; round += 1) await readAll();
  settle!();
  await pullers!.stop();
  expect(offered).toEqual([1, 2, 3, 4, 5]);
});

async function readAll(): Promise<void> {
  const db = await FtlDatabase.open(join(dir, 'ftl.db'));
  await db.page({ id: 0, timestamp: 0 }, 10);
  await db.close();
}

function bound(all: Pullers): Pick<Pullers, 'configure' | 'health'> {
  return { configure: (list) => all.configure(list), health: () => all.health() };
}
