// The portal module contract: a folder in modules/ whose default export is a frozen value made by definePortalModule.
// Importing that file opens nothing and loads neither Nest nor Sequelize; `portal()` and `stage()` do, when called.

import type { Type } from '@nestjs/common';
import type { Sequelize } from 'sequelize';
import type { ZodObject } from 'zod';
import type { Config } from '#config/schema.js';
import type { LogEvent } from '../event/event.js';
import type { EventReader } from '../store/event-store.js';
import type { Backtest } from './backtest.js';

export const MODULE_CONTRACT_VERSION = '1.0.0';

export interface NavItem {
  readonly label: string;
  readonly href: string;
  /** Shown only to people who hold it. */
  readonly permission: string;
  /** Name of an icon in views/assets/icons (without .svg). */
  readonly icon?: string;
  /** The heading it stands under; left out: `system`. */
  readonly group?: NavGroup;
  /** Lower stands further up in its group. */
  readonly order?: number;
  /** A letter: `g` and this one lead here. Of two that want the same the one further up has it. */
  readonly key?: string;
}

/** From above: what came, what stands out in it and who is told, who and what it is about, and the installation itself. */
export type NavGroup = 'logs' | 'detection' | 'network' | 'system';

export interface PermissionDef {
  /** `<module>.<verb>`, e.g. `events.read`. */
  readonly id: string;
  readonly title: string;
  /** The roles that hold it from the start. */
  readonly roles: readonly Role[];
}

export type Role = 'viewer' | 'analyst' | 'admin';

/** One file a change; recorded as `<module>/<name>`. */
export interface Migration {
  readonly name: string;
  up(db: Sequelize): Promise<void>;
}

/** The half of a module that sees every event. Synchronous and pure but for its own bounded state; must not keep an event. */
export interface Stage {
  /** Before it is stored; may add fields (score, reasons). `import`: history, which comes as fast as the disk gives it. */
  process?(event: LogEvent, kind: EventKind): void;
  /** After it was stored, with its id. What it reports then is asked for within REPORT_SOON_MS. */
  committed?(commit: Commit): void;
  /**
   * Live events that other collectors stored behind `othersAfter`, read back from the store about a second later, in the order of arrival.
   * @param position of the last one: what `othersAfter` is to say from then on
   */
  others?(events: readonly LogEvent[], position: string): void;
  /** Position of the store behind which it wants them; undefined: at this moment it wants none. */
  readonly othersAfter?: string | undefined;
  /** Called after a configuration change. */
  configure?(settings: unknown): void;
  /**
   * What it gathered since the last call, as plain JSON of at most 1 MB, or undefined when there is nothing new. Called about each
   * second while a portal listens, and sent to the module's half there (CollectorLink.onStageReport). What a crash takes is gone;
   * who may miss nothing says positions and scans the store for what lies between (see modules/rules).
   */
  report?(): unknown;
  /** ms that the next commit may wait to be told after what was reported last: what comes meanwhile is told in one. Default 0. */
  readonly restMs?: number;
  /** Sentences for the health page: what it cannot do at the moment, and what to do about it. */
  problems?(): readonly string[];
  stop?(): void;
}

export type EventKind = 'live' | 'import';

/** Events that one append stored. */
export interface Commit {
  readonly events: readonly LogEvent[];
  readonly kind: EventKind;
  /** Of the store, behind these events; see AppendResult.position. */
  readonly position: string;
  /** Between the commit before and this position other collectors stored events; see AppendResult.withOthers. */
  readonly withOthers?: boolean;
  /** Every event that went through `process` so far was stored, or will never be: what a stage knows now agrees with the store. */
  readonly isQuiet: boolean;
}

/** Where a stage lives. */
export interface StagePlace {
  /** The data folder; a stage that keeps files has a folder of its module's name in it. */
  readonly dir: string;
  readonly config: Config;
  /** What is stored, for a stage that must know what came before; until `stop`. */
  readonly store: EventReader;
}

/**
 * Listeners open when all stages are there: one that waits long keeps messages out.
 * @param position of the store before the first commit that the stage will see
 */
export type StageFactory = (settings: unknown, position: string, place: StagePlace) => Stage | Promise<Stage>;

export interface PortalModule {
  readonly id: string;
  readonly title: string;
  readonly contract: string;
  readonly after?: readonly string[];
  /** The portal does not work without it, so it cannot be switched off. */
  readonly required?: boolean;
  readonly nav?: readonly NavItem[];
  readonly permissions?: readonly PermissionDef[];
  /** Validates the configuration section named like the module; the settings page renders from it. */
  readonly settings?: ZodObject;
  readonly migrations?: readonly Migration[];
  /** Imports an ordinary Nest module; called in the portal only. */
  readonly portal: () => Promise<Type<unknown>>;
  /** Imports the half that runs in the collector, if there is one. That file imports neither Nest, Sequelize nor tfjs. */
  readonly stage?: () => Promise<StageFactory>;
  /** What it lends to `lanwarden backtest`, by the option that asks for it (`rules` for `--rules`). Imported when asked for. */
  readonly backtests?: Readonly<Record<string, () => Promise<Backtest>>>;
}

/** Declares a portal module. Only freezes and types it; checks happen at discovery. */
export function definePortalModule(module: PortalModule): Readonly<PortalModule> {
  return Object.freeze(module);
}
