// The configuration while the program runs: what is in force, who set it, and how the portal changes it. Each change is validated
// whole, kept, and published as a new frozen snapshot. What the schema does not call `live` waits for a restart, and is named.

import type { ZodObject } from 'zod';
import { wholeSchema, type LoadedConfig } from '#config/load.js';
import { knownPaths, says, schemaAt } from '#config/schema-tree.js';
import type { Config } from '#config/schema.js';
import { Fault } from '#src/faults.js';
import type { CollectorSettings } from '#src/link/messages.js';
import { nested, type SettingChanges, type SettingsStore } from './settings-store.js';

export type ConfigListener = (loaded: LoadedConfig) => void;

export interface LiveConfigParts {
  readonly store: Pick<SettingsStore, 'all' | 'save'>;
  /** Reads file, environment and command line again, over these settings of the portal. @throws Fault CONFIG_INVALID */
  readonly load: (portal: object) => LoadedConfig;
  readonly moduleSchemas: Readonly<Record<string, ZodObject>>;
}

export class LiveConfig {
  #current: LoadedConfig;
  readonly #listeners = new Set<ConfigListener>();
  readonly #schema;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly parts: LiveConfigParts,
    /** What parts that cannot change while they run were started with. */
    readonly atStart: LoadedConfig,
  ) {
    this.#current = atStart;
    this.#schema = wholeSchema(parts.moduleSchemas);
  }

  /** @throws Fault CONFIG_INVALID, also for a kept setting that this version does not know */
  static async open(parts: LiveConfigParts): Promise<LiveConfig> {
    return new LiveConfig(parts, parts.load(nested(await parts.store.all())));
  }

  /** Core and modules as one schema; see config/schema-tree.ts for walking it. */
  get schema(): ReturnType<typeof wholeSchema> {
    return this.#schema;
  }

  get loaded(): LoadedConfig {
    return this.#current;
  }

  get config(): Config {
    return this.#current.config;
  }

  /** Called after each change, with the new snapshot. Returns how to stop that. */
  onChange(listener: ConfigListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether the portal may set this path: it is no boot key, and neither file, environment nor command line set it. */
  isEditable(path: string): boolean {
    if (says(schemaOf(this.#schema, path), 'boot')) return false;
    const origin = this.#current.origins.get(path);
    return origin === undefined || origin === 'default' || origin === 'portal';
  }

  isLive(path: string): boolean {
    return says(schemaOf(this.#schema, path), 'live');
  }

  /** Paths that were changed since the start and wait for the next one. */
  waiting(): readonly string[] {
    return knownPaths(this.#schema).filter(
      (path) => !this.isLive(path) && isLeafChange(valueAt(this.atStart, path), valueAt(this.#current, path)),
    );
  }

  /**
   * Dotted path -> new value; undefined takes the portal's setting back. One change at a time.
   * @throws Fault CONFIG_INVALID (`details.problems`: config/problems.ts), CONFLICT (a path that is not the portal's to set);
   * nothing is changed then
   */
  change(changes: SettingChanges, who: string): Promise<LoadedConfig> {
    const turn = this.#turn.then(() => this.#change(changes, who));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #change(changes: SettingChanges, who: string): Promise<LoadedConfig> {
    for (const path of Object.keys(changes)) {
      if (this.isEditable(path)) continue;
      const origin = this.#current.origins.get(path);
      throw new Fault('CONFLICT', `${path} cannot be changed here: it comes from ${originText(origin)}.`);
    }
    const kept = await this.parts.store.all();
    const next = Object.fromEntries(Object.entries({ ...kept, ...changes }).filter(([, value]) => value !== undefined));
    const loaded = this.parts.load(nested(next));
    await this.parts.store.save(changes, who);
    this.#current = loaded;
    for (const listener of this.#listeners) listener(loaded);
    return loaded;
  }
}

/** What a collector is given: what is live as it is now, the rest as it was at the start, with which the collector runs. */
export function collectorConfig({ atStart, loaded }: LiveConfig): Pick<CollectorSettings, 'config' | 'modules'> {
  const { senders, events, plugins, log } = loaded.config;
  const config: Config = {
    ...atStart.config,
    ...{ senders, log },
    events: { ...atStart.config.events, retention: events.retention },
    plugins: { ...atStart.config.plugins, off: plugins.off },
  };
  return { config, modules: loaded.modules };
}

/** The value of a dotted path, of core or module. */
export function valueAt({ config, modules }: LoadedConfig, path: string): unknown {
  const keys = path.split('.');
  const root = keys[0]! in config ? config : modules;
  return keys.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], root);
}

function isLeafChange(before: unknown, after: unknown): boolean {
  const isSection = typeof after === 'object' && after !== null && !Array.isArray(after);
  return !isSection && JSON.stringify(before) !== JSON.stringify(after);
}

function schemaOf(root: ReturnType<typeof wholeSchema>, path: string): ReturnType<typeof wholeSchema> {
  return (schemaAt(root, path.split('.')) as ReturnType<typeof wholeSchema> | undefined) ?? root;
}

function originText(origin: string | undefined): string {
  return (
    { file: 'the configuration file', env: 'the environment', cli: 'the command line' }[origin ?? ''] ?? 'the start'
  );
}
