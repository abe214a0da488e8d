// What the portal is given, and the tokens by which Nest classes ask for the parts that are interfaces.

import type { Logger } from 'pino';
import type { Config } from '#config/schema.js';
import type { Clock } from '#src/clock.js';
import type { PortalModule } from '#src/plugin/module.js';
import type { Cluster } from '#src/cluster/cluster.js';
import type { LiveConfig } from '#src/settings/live-config.js';
import type { StageSettings } from '#src/settings/stage-settings.js';
import type { EventReader } from '#src/store/event-store.js';
import type { Trial } from '#src/trial/trial.js';
import type { Route } from './api/route-table.js';
import type { CollectorLink } from './collector-link.js';
import type { ConnectionLimits } from './limits/connections.js';
import type { BodyTimes } from './limits/slow-bodies.js';

export interface PortalDeps {
  /** `config` of `liveConfig` at the start. */
  readonly config: Config;
  /** For what may change while the program runs, and for changing it; injected by its class. */
  readonly liveConfig: LiveConfig;
  /** Injected by its class. */
  readonly stageSettings: StageSettings;
  readonly trial: Trial;
  readonly store: EventReader;
  /** In load order. */
  readonly modules: readonly PortalModule[];
  readonly collector: CollectorLink;
  readonly clock: Clock;
  readonly log: Logger;
  /** Its parts are injected by their classes. Left out: this portal is the only one. */
  readonly cluster?: Cluster;
  /** More folders that hold `<module>/views` and `<module>/assets`, of plugins from elsewhere. */
  readonly moduleDirs?: readonly string[];
  /** Templates and assets are read again at each request, so that an edit shows on reload. Default false. */
  readonly development?: boolean;
  /** In place of the portal's own, for tests. */
  readonly limits?: Partial<PortalLimits>;
}

export type PortalLimits = BodyTimes & ConnectionLimits;

export interface PortalApp {
  /** Binds and answers with the port (the real one when it was 0), and with the address to open. @throws Fault PORT_TAKEN, LISTENER_FAILED */
  listen(): Promise<{ readonly port: number; readonly url: string }>;
  close(): Promise<void>;
  /** Every route of every module, with what it declares. */
  routes(): readonly Route[];
}

// @Inject(CONFIG) private readonly config: Config
export const CONFIG = Symbol('Config');
export const STORE = Symbol('EventReader');
export const COLLECTOR = Symbol('CollectorLink');
export const CLOCK = Symbol('Clock');
export const LOG = Symbol('Logger');
export const TRIAL = Symbol('Trial');
/** The Sequelize of the metadata database. */
export const DB = Symbol('Sequelize');
export const MODULES = Symbol('PortalModule[]');
/** ModuleTypes: which Nest module is which portal module. */
export const MODULE_TYPES = Symbol('ModuleTypes');
/** Modules that were found but could not be loaded, and why. */
export const MODULE_PROBLEMS = Symbol('PluginProblem[]');
