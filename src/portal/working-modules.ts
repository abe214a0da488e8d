// Which modules the portal starts with. One that cannot be brought up to date, loaded or started is left out and said, and the others
// run; of those that are part of Lanwarden a failing migration stops the start, because the database is then not what the program expects.

import type { Type } from '@nestjs/common';
import type { Sequelize } from 'sequelize';
import { messageOf } from '#src/faults.js';
import { pluginPlaces, type PluginProblem } from '#src/plugin/discovery.js';
import type { PortalModule } from '#src/plugin/module.js';
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
 * Nest does not tell whose fault it was that a start failed. Then those that the portal cannot be without are started alone, and the
 * others are added: Lanwarden's own, then plugins; of a group with which the start fails each half, down to the one whose fault it is.
 * @throws what nobody but a required module can be to blame for
 */
export async function startedWithout<T extends { close(): Promise<void> }>(
  all: Working<LoadedModule>,
  start: Start<T>,
  log: PortalDeps['log'],
): Promise<T> {
  const whole = await start(all).catch(() => undefined);
  if (whole !== undefined) return whole;
  const tried = async (working: Working<LoadedModule>): Promise<void> => (await start(working)).close();
  const suspects = all.modules.filter(({ module }) => module.required !== true);
  const required = { ...all, modules: all.modules.filter((each) => !suspects.includes(each)) };
  await tried(required);
  const inOrder = ({ modules, problems }: Working<LoadedModule>): Working<LoadedModule> => ({
    modules: all.modules.filter((each) => modules.includes(each)),
    problems,
  });

  async function add(working: Working<LoadedModule>, group: readonly LoadedModule[]): Promise<Working<LoadedModule>> {
    if (group.length === 0) return working;
    const more = inOrder({ ...working, modules: [...working.modules, ...group] });
    try {
      await tried(more);
      return more;
    } catch (error) {
      const [{ module }] = group as [LoadedModule];
      const half = Math.ceil(group.length / 2);
      if (group.length > 1) return add(await add(working, group.slice(0, half)), group.slice(half));
      log.error({ module: module.id, err: error }, 'module could not be started and is off');
      return {
        ...working,
        problems: [...working.problems, problemOf(module, `could not be started: ${messageOf(error)}`)],
      };
    }
  }

  const own = await add(
    required,
    suspects.filter(({ module }) => isOwn(module)),
  );
  return start(
    await add(
      own,
      suspects.filter(({ module }) => !isOwn(module)),
    ),
  );
}

let ownIds: ReadonlySet<string> | undefined;

/** Part of Lanwarden itself, not a plugin from elsewhere. */
function isOwn({ id }: PortalModule): boolean {
  ownIds ??= new Set(pluginPlaces('modules').map((place) => place.id));
  return ownIds.has(id);
}

const ownerOf = ({ id, migrations = [] }: PortalModule): MigrationOwner => ({ owner: id, migrations });

const problemOf = ({ id }: PortalModule, problem: string): PluginProblem => ({ id, path: `modules/${id}`, problem });
