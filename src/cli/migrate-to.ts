// `lanwarden migrate --to`: the move from SQLite to PostgreSQL as a person sees it. The program has to be stopped; the old files are only
// read; ended at any moment, the same command again goes on where it was.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sequelize } from 'sequelize';
import type { Config } from '#config/schema.js';
import { prepareDataDir } from '../data-dir.js';
import { Fault, messageOf } from '../faults.js';
import { Lock } from '../link/lock.js';
import type { MigrationOwner } from '../store/metadata/migrate.js';
import { readAddress } from '../store/metadata/postgres/address.js';
import { findInstallation } from '../store/move/installation.js';
import { compareAll, copyAll } from '../store/move/move.js';
import { Target } from '../store/move/target.js';
import { MoveProgress } from './move-progress.js';
import { foundText, nextSteps, notEqual, resultText } from './move-report.js';

export interface MoveOptions {
  readonly to?: string;
  readonly toFile?: string;
  readonly dryRun?: true;
  readonly verify?: true;
}

/** The address that the options name; undefined where they name none. @throws Fault USAGE */
export function targetOf({ to, toFile, dryRun, verify }: MoveOptions): string | undefined {
  if (to !== undefined && toFile !== undefined) throw new Fault('USAGE', 'Give one of --to and --to-file, not both.');
  if (dryRun && verify) throw new Fault('USAGE', 'Give one of --dry-run and --verify, not both.');
  if (to === undefined && toFile === undefined) {
    if (dryRun || verify) throw new Fault('USAGE', 'Say where to: --to postgres://..., or --to-file FILE.');
    return undefined;
  }
  return to ?? addressIn(toFile!);
}

/** @throws Fault CONFIG_INVALID (the address), CONFLICT, STORE_WRITE, and whatever the steps throw */
export async function moveTo(
  url: string,
  options: MoveOptions,
  config: Config,
  owners: readonly MigrationOwner[],
): Promise<void> {
  if (!existsSync(config.data.dir))
    throw new Fault(
      'DATA_DIR',
      `There is no data folder ${config.data.dir}. Set data.dir to that of the installation.`,
    );
  readAddress(url, options.to === undefined ? '--to-file' : '--to');
  // To look, it may run.
  const locks = options.dryRun ? [] : takeLocks(prepareDataDir(config.data.dir));
  const release = (): void => locks.forEach((lock) => lock.release());
  const stop = (): void => {
    release();
    process.stderr.write('\nlanwarden: stopped; the same command again goes on where this one was\n');
    process.exit(130);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    await run(url, options, config, owners);
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    release();
  }
}

async function run(
  url: string,
  options: MoveOptions,
  config: Config,
  owners: readonly MigrationOwner[],
): Promise<void> {
  const installation = await findInstallation(config);
  const steps = new MoveProgress(process.stderr);
  const target = await Target.open(url, () => say('waiting for the connection of an earlier run to end'));
  try {
    const move = await target.look(installation);
    process.stderr.write(foundText(installation, config.data.dir, target.place, move));
    if (options.dryRun) return;
    if (options.verify && move === undefined)
      throw new Fault('CONFLICT', `Nothing was moved to ${target.place} yet: run this without --verify first.`);
    if (!options.verify && (move === undefined || move.finished === null)) {
      await target.begin(installation);
      await copyAll(installation, target, () => migrate(url, config, owners), steps);
    }
    const comparison = await compareAll(installation, target, steps, Date.now());
    steps.end();
    process.stdout.write(resultText(comparison));
    if (!comparison.isEqual) throw notEqual(comparison, move);
    process.stderr.write(nextSteps(installation, comparison, config, options.toFile));
  } finally {
    steps.end(); // what failed begins a line of its own
    await target.close();
  }
}

/** The tables, as a start of the program would make them. */
async function migrate(url: string, config: Config, owners: readonly MigrationOwner[]): Promise<Sequelize> {
  const { openPostgres } = await import('../store/metadata/postgres/open.js');
  const { migrateMetadata } = await import('../store/metadata/migrate.js');
  const db = await openPostgres({ ...config.database, url, use: 'move' });
  try {
    await migrateMetadata(db, owners);
    return db;
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** Those of the program, so that it neither runs nor can be started meanwhile. @throws Fault CONFLICT */
function takeLocks(dir: string): readonly Lock[] {
  const taken: Lock[] = [];
  for (const name of ['serve.lock', 'collector.lock']) {
    const lock = new Lock(join(dir, 'run', name));
    if (!lock.tryTake()) {
      taken.forEach((each) => each.release());
      const pid = lock.holder()?.pid;
      throw new Fault(
        'CONFLICT',
        `Lanwarden runs on ${dir} (process ${pid ?? '?'} holds run/${name}). Stop it first (systemctl stop lanwarden.socket lanwarden-udp.socket lanwarden), then run this again.`,
      );
    }
    taken.push(lock);
  }
  return taken;
}

/** As `..._FILE` of the environment is read. @throws Fault USAGE */
function addressIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new Fault('USAGE', `Cannot read ${file} (--to-file): ${messageOf(cause)}.`, { cause });
  }
}

function say(text: string): void {
  process.stderr.write(`lanwarden: ${text}\n`);
}
