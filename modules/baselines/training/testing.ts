// A trainer over a real store and a real metadata database in a temp folder, and a small firm whose people log on to a server.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { configSchema } from '#config/schema.js';
import { Duties } from '#src/cluster/duties.js';
import { Notices } from '#src/cluster/notices.js';
import type { Fields, LogEvent } from '#src/event/event.js';
import { openSqliteStore } from '#src/store/sqlite/open.js';
import type { EventStore } from '#src/store/event-store.js';
import type { Verdict } from '../engine/verdict.js';
import { FindingWriter } from '../findings/finding-writer.js';
import { Findings } from '../findings/findings.js';
import { Kept } from '../kept.js';
import { DAY_MS, HOUR_MS } from '../local-day.js';
import { baselinesTables } from '../migrations/0001-baselines.js';
import { modelParts } from '../migrations/0002-model-parts.js';
import { trainingAsks } from '../migrations/0003-asks.js';
import { CarriedModels } from '../model/carried-models.js';
import { ModelFiles } from '../model/model-file.js';
import { baselinesSettings } from '../settings.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { openMigrated } from '../../../test/helpers/migrated.js';
import { AskBook } from './ask-book.js';
import { Published } from './published.js';
import { RunBook } from './run-book.js';
import { Trainer } from './trainer.js';

/** 2026-09-01T00:00:00Z, a Tuesday. */
export const FIRST_DAY = 20_697;

export interface TrainingRoom {
  readonly dir: string;
  readonly store: EventStore;
  readonly clock: FakeClock;
  readonly findings: Findings;
  readonly files: ModelFiles;
  readonly logged: readonly string[];
  /** One more portal over the same folder. @param cluster left out: it has the duties, and hears of nobody */
  trainer(cluster?: Partial<InCluster>): Promise<{ readonly trainer: Trainer; readonly published: Published }>;
  close(): Promise<void>;
}

export interface InCluster {
  readonly duties: Duties;
  readonly notices: Notices;
  /** Who has the duties, where it is another one. */
  readonly elsewhere: string | undefined;
}

/** @param now ms: what the clock says at first */
export async function trainingRoom(
  now: number,
  verdicts: (since: number) => readonly Verdict[] = () => [],
): Promise<TrainingRoom> {
  const dir = mkdtempSync(join(tmpdir(), 'lanwarden-training-'));
  const config = configSchema.parse({ data: { dir } });
  const clock = new FakeClock(now);
  const events = { ...config.events, minFreeBytes: 0 };
  const store = await openSqliteStore({ dataDir: dir, events, clock });
  const db = await openMigrated(dir, { owner: 'baselines', migrations: [baselinesTables, modelParts, trainingAsks] });
  const logged: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line) => void logged.push(line) });
  const kept = new Kept(db, clock);
  const files = new ModelFiles(join(dir, 'baselines'));
  const settings = () => baselinesSettings.parse({});
  return {
    dir,
    store,
    clock,
    files,
    logged,
    findings: new Findings(db, clock, () => 'UTC'),
    trainer: async ({ duties = Duties.ours(log), notices = new Notices(log), elsewhere } = {}) => {
      const published = new Published({ files, carried: new CarriedModels(db, files), kept, clock });
      await published.load();
      const trainer = new Trainer({
        config,
        settings,
        store,
        db,
        clock,
        log,
        kept,
        published,
        runs: new RunBook(db, clock),
        asks: new AskBook(db, clock, 2_000),
        writer: new FindingWriter(db, clock),
        verdicts: { activeSince: verdicts },
        inUse: () => undefined,
        duties,
        notices,
        scorer: { elsewhere },
      });
      await trainer.onApplicationBootstrap();
      if (duties.areOurs) await untilBegun(trainer);
      return { trainer, published };
    },
    close: async () => {
      await store.close();
      await db.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** It refuses until it has ended what was left behind. */
async function untilBegun(trainer: Trainer): Promise<void> {
  while (!trainer.isAtWork) await new Promise((resolve) => setImmediate(resolve));
}

export function dayMs(day: number, hour = 0): number {
  return (FIRST_DAY + day) * DAY_MS + hour * HOUR_MS;
}

/** What eight people do on a working day: each logs on from the same address at the same hours. */
export function workingDay(day: number): LogEvent[] {
  return Array.from({ length: 10 }, (_, hour) =>
    Array.from({ length: 8 }, (_unused, user) =>
      logon(
        dayMs(day, 8 + hour) + user * 60_000 + ((day * 7 + user * 3) % 50) * 1_000,
        `user${user}`,
        `10.0.1.${user + 10}`,
      ),
    ),
  ).flat();
}

/** `user3` at night, from somewhere else, on many servers. */
export function intrusion(day: number): LogEvent[] {
  return Array.from({ length: 12 }, (_, n) => logon(dayMs(day, 3) + n * 60_000, 'user3', '203.0.113.7', `vault${n}`));
}

export function logon(time: number, user: string, from: string, host = 'srv1', more: Fields = {}): LogEvent {
  const message = `Accepted password for ${user} from ${from}`;
  return {
    '@timestamp': time,
    'event.ingested': time,
    'host.name': host,
    'lanwarden.source': host,
    message,
    'lanwarden.family': 'linux',
    'event.dataset': 'linux-auth',
    'event.severity': 1,
    'lanwarden.hour_of_week': 0,
    'event.original': `<38>${host} sshd: ${message}`,
    'process.name': 'sshd',
    'event.category': ['authentication'],
    'event.type': ['start'],
    'event.action': 'ssh_login',
    'event.outcome': 'success',
    'user.name': user,
    'source.ip': from,
    ...more,
  } as LogEvent;
}

/** Stored as an import stores it. */
export async function importDays(
  store: EventStore,
  days: readonly number[],
  more: readonly LogEvent[] = [],
): Promise<void> {
  const events = [...days.flatMap(workingDay), ...more].map((event) => ({ event }));
  await store.append({ kind: 'import', events });
  await store.sealImports();
}
