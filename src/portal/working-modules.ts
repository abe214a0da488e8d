// Which modules the portal starts with. One that cannot be brought up to date, loaded or started is left out and said, and the others
// run. Of those that are part of Lanwarden a failing migration or start stops the portal: the program is then not what it should be.

import type { Type } from '@nestjs/common';
import type { Sequelize } from 'sequelize';
import { messageOf } from '#src/faults.js';
import { pluginPlaces, type PluginProblem } from '#src/plugin/discovery.js';
import type { PortalModule } from '#src/plugin/module.js';
import { databaseFault } from '#src/store/metadata/database-fault.js';
import { migrateMetadata, type MigrationOwner } from '#src/store/metadata/migrate.js';
import { coreMigrations } from '#src/store/metadata/migrations/index.js';
import type { PortalDeps } from './deps.js';

export interface LoadedModule {
  readonly module: PortalModule;
  readonly type: Type<unknown>;
}

/** What is left out so far is in `problems`. */
export interface Working<T> {
  readonly modules: readonly T[];
  readonly problems: readonly PluginProblem[];
}

type Deps = Pick<PortalDeps, 'modules' | 'log'>;

/** @throws Fault DATABASE_NEWER, DATABASE_CORRUPT: of the core and of what is part of Lanwarden */
export async function migrated(db: Sequelize, { modules, log }: Deps): Promise<Working<PortalModule>> {
  const own = modules.filter(isOwn);
  const applied = [...(await migrateMetadata(db, [coreMigrations, ...own.map(ownerOf)]))];
  const problems: PluginProblem[] = [];
  for (const plugin of modules.filter((module) => !isOwn(module) && ownerOf(module).migrations.length > 0)) {
    try {
      applied.push(...(await migrateMetadata(db, [ownerOf(plugin)])));
    } catch (error) {
      log.error({ module: plugin.id, err: error }, 'module could not be brought up to date and is off');
      problems.push(problemOf(plugin, `could not be brought up to date: ${messageOf(error)}`));
    }
  }
  if (applied.length > 0) log.info({ applied }, 'metadata database migrated');
  const isBroken = ({ id }: PortalModule): boolean => problems.some((problem) => problem.id === id);
  return { modules: modules.filter((module) => !isBroken(module)), problems };
}

export async function loaded(
  { modules, problems }: Working<PortalModule>,
  { log }: Deps,
): Promise<Working<LoadedModule>> {
  const working: LoadedModule[] = [];
  const found = [...problems];
  for (const module of modules) {
    try {
      working.push({ module, type: await module.portal() });
    } catch (error) {
      log.error({ module: module.id, err: error }, 'module could not be loaded and is off');
      found.push(problemOf(module, `could not be loaded: ${messageOf(error)}`));
    }
  }
  return { modules: working, problems: found };
}

type Start<T> = (working: Working<LoadedModule>) => Promise<T>;

/**
 * Nest does not tell whose fault it was that a start failed, and each try is a start of everything, with what it writes and sends. So
 * those that come with Lanwarden are started alone, and the others are added one by one.
 * @throws what is the fault of nobody but Lanwarden, and what the database says to it
 */
export async function startedWithout<T extends { close(): Promise<void> }>(
  all: Working<LoadedModule>,
  start: Start<T>,
  log: PortalDeps['log'],
): Promise<T> {
  const whole = await tried(all, start);
  if (whole.app !== undefined) return whole.app;
  const foreign = all.modules.filter(({ module }) => !isOwn(module));
  if (foreign.length === 0) throw whole.error;
  // What a database says may be over by the next try, and may be what a plugin's own says.
  const mayPass = databaseFault(whole.error) !== undefined;
  log.warn({ err: whole.error }, 'the portal could not be started; looking for the module whose fault it is');
  let working = { ...all, modules: all.modules.filter((each) => !foreign.includes(each)) };
  let app: T | undefined = await start(working);
  for (const one of foreign) {
    const modules = all.modules.filter((each) => each === one || working.modules.includes(each));
    await app?.close().catch((error: unknown) => log.warn({ err: error }, 'a try of the start did not end in order'));
    // All of them are known to fail.
    const isKnown = !mayPass && modules.length === all.modules.length;
    const next = isKnown ? whole : await tried({ ...working, modules }, start);
    app = next.app;
    if (app === undefined) {
      log.error({ module: one.module.id, err: next.error }, 'module could not be started and is off');
      const problem = problemOf(one.module, `could not be started: ${messageOf(next.error)}`);
      working = { ...working, problems: [...working.problems, problem] };
    } else working = { ...working, modules };
  }
  return app ?? start(working);
}

interface Tried<T> {
  readonly app?: T;
  readonly error?: unknown;
}

async function tried<T>(working: Working<LoadedModule>, start: Start<T>): Promise<Tried<T>> {
  try {
    return { app: await start(working) };
  } catch (error) {
    return { error };
  }
}

let ownIds: ReadonlySet<string> | undefined;

/** Part of Lanwarden itself, not a plugin from elsewhere. */
function isOwn({ id }: PortalModule): boolean {
  ownIds ??= new Set(pluginPlaces('modules').map((place) => place.id));
  return ownIds.has(id);
}

const ownerOf = ({ id, migrations = [] }: PortalModule): MigrationOwner => ({ owner: id, migrations });

const problemOf = ({ id }: PortalModule, problem: string): PluginProblem => ({ id, path: `modules/${id}`, problem });
