// The configuration while the program runs: what is in force, who set it, and how the portal changes it. Each change is validated
// whole, kept, and published as a new frozen snapshot. What the schema does not call `live` waits for a restart, and is named.

import { isDeepStrictEqual } from 'node:util';
import type { ZodObject } from 'zod';
import { invalidConfig, wholeSchema, type LoadedConfig, type Origin } from '#config/load.js';
import type { Problem } from '#config/problems.js';
import { childOf, keysOf, kindOf, knownPaths, says, schemaAt, type Schema } from '#config/schema-tree.js';
import { configSchema, type Config } from '#config/schema.js';
import { Fault, messageOf } from '#src/faults.js';
import type { CollectorSettings } from '#src/link/messages.js';
import { type LeftOut, nested, settingSchema, settle, type Settled } from './kept-settings.js';
import { leakedSecrets } from './leaked-secrets.js';
import type { SettingChanges, SettingMark, SettingsStore } from './settings-store.js';

export type ConfigListener = (loaded: LoadedConfig) => void;

export interface LiveConfigParts {
  readonly store: Pick<SettingsStore, 'all' | 'save'> & Partial<Pick<SettingsStore, 'marks'>>;
  /** Reads file, environment and command line again, over these settings of the portal. @throws Fault CONFIG_INVALID */
  readonly load: (portal: object) => LoadedConfig;
  readonly moduleSchemas: Readonly<Record<string, ZodObject>>;
  /** Looks at what a change would do to the next start; see start-probe.ts. Left out: nothing is looked at. */
  readonly probe?: (running: Config, next: Config) => Promise<readonly Problem[]>;
}

/** Who set a value, and where, for people: `lanwarden.yaml line 3`, `environment LANWARDEN_...`; nothing for defaults. */
export interface SettingOrigin {
  readonly origin: Origin;
  readonly where?: string | undefined;
}

export class LiveConfig {
  /** What parts that cannot change while they run were started with. */
  readonly atStart: LoadedConfig;
  #current: LoadedConfig;
  #leftOut: readonly LeftOut[];
  readonly #listeners = new Set<ConfigListener>();
  readonly #schema;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly parts: LiveConfigParts,
    { loaded, leftOut }: Settled,
  ) {
    this.atStart = loaded;
    this.#current = loaded;
    this.#leftOut = leftOut;
    this.#schema = wholeSchema(parts.moduleSchemas);
  }

  /** Kept settings that do not fit any more are left out: see `leftOut`. @throws Fault CONFIG_INVALID for file, environment or command line */
  static async open(parts: LiveConfigParts): Promise<LiveConfig> {
    return new LiveConfig(parts, settle(await parts.store.all(), wholeSchema(parts.moduleSchemas), parts.load));
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

  /** The modules' sections: what is live as it is now, the rest as it was at the start. */
  get modulesInForce(): LoadedConfig['modules'] {
    return Object.fromEntries(
      Object.entries(this.#current.modules).map(([id, now]) => [
        id,
        inForce(childOf(this.#schema, id), this.atStart.modules[id], now),
      ]),
    );
  }

  /** Settings that are kept but not in force, because this version or the file does not let them. */
  get leftOut(): readonly LeftOut[] {
    return this.#leftOut;
  }

  /** Called after each change, with the new snapshot. Returns how to stop that. */
  onChange(listener: ConfigListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Of a value, or of the strongest part of a map. */
  originOf(path: string): SettingOrigin {
    const { origins, wheres } = this.#current;
    const parts = [...origins].filter(([each]) => each === path || each.startsWith(`${path}.`));
    const [at, origin] = parts.toSorted((a, b) => STRENGTH.indexOf(b[1]) - STRENGTH.indexOf(a[1]))[0] ?? [
      path,
      'default',
    ];
    return origin === 'default' ? { origin } : { origin, where: wheres.get(at) };
  }

  /**
   * Whether the portal may set this path: it is one setting (a value, a list, or a map as a whole), no boot key, and neither file,
   * environment nor command line set it or a part of it.
   */
  isEditable(path: string): boolean {
    const schema = settingSchema(this.#schema, path);
    if (schema === undefined || says(schema, 'boot')) return false;
    const { origin } = this.originOf(path);
    return origin === 'default' || origin === 'portal';
  }

  isLive(path: string): boolean {
    const schema = settingSchema(this.#schema, path);
    return schema !== undefined && says(schema, 'live');
  }

  /** Paths that were changed since the start and wait for the next one. */
  waiting(): readonly string[] {
    return knownPaths(this.#schema).filter(
      (path) =>
        settingSchema(this.#schema, path) !== undefined &&
        !this.isLive(path) &&
        JSON.stringify(valueAt(this.atStart, path)) !== JSON.stringify(valueAt(this.#current, path)),
    );
  }

  /** Who set the portal's settings last, by dotted path. */
  marks(): Promise<Readonly<Record<string, SettingMark>>> {
    return this.parts.store.marks?.() ?? Promise.resolve({});
  }

  /**
   * Dotted path -> new value; undefined takes the portal's setting back. A function is given what is in force when its turn comes: one
   * change at a time.
   * @throws Fault CONFIG_INVALID (`details.problems`: config/problems.ts), CONFLICT (a path that is not the portal's to set);
   * nothing is changed then
   */
  change(changes: SettingChanges | ((now: LoadedConfig) => SettingChanges), who: string): Promise<LoadedConfig> {
    const turn = this.#turn.then(() =>
      this.#change(typeof changes === 'function' ? changes(this.#current) : changes, who),
    );
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** After another portal changed them. What does not fit here is left out, as at the start. */
  reread(): Promise<void> {
    const turn = this.#turn.then(async () => {
      const { loaded, leftOut } = settle(await this.parts.store.all(), this.#schema, this.parts.load);
      this.#leftOut = leftOut;
      if (isDeepStrictEqual(loaded, this.#current)) return;
      this.#current = loaded;
      this.#tell(loaded);
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** What would be in force after a change. @throws as `change` does */
  async preview(changes: SettingChanges): Promise<LoadedConfig> {
    return (await this.#settled(changes)).loaded;
  }

  async #change(changes: SettingChanges, who: string): Promise<LoadedConfig> {
    const { loaded, leftOut } = await this.#settled(changes);
    await this.parts.store.save(changes, who, this.#schema);
    this.#current = loaded;
    this.#leftOut = leftOut;
    this.#tell(loaded);
    return loaded;
  }

  async #settled(changes: SettingChanges): Promise<Settled> {
    for (const path of Object.keys(changes)) this.#refuseForeign(path, changes[path]);
    const leftOut = this.#leftOut.filter(({ path }) => !(path in changes));
    const next = { ...(await this.parts.store.all()), ...changes };
    for (const { path } of leftOut) delete next[path];
    for (const [path, value] of Object.entries(next)) if (value === undefined) delete next[path];
    const loaded = this.parts.load(nested(next));
    const problems = [
      ...leakedSecrets(this.#current, loaded, changes),
      ...((await this.parts.probe?.(this.atStart.config, loaded.config)) ?? []),
    ];
    if (problems.length > 0) throw invalidConfig(problems);
    return { loaded, leftOut };
  }

  #refuseForeign(path: string, value: unknown): void {
    if (this.isEditable(path)) return;
    // What is not in force can always be forgotten.
    if (value === undefined && this.#leftOut.some((left) => left.path === path)) return;
    throw new Fault('CONFLICT', `${path} cannot be changed here: ${this.#whyNot(path)}.`, { details: { path } });
  }

  #whyNot(path: string): string {
    const schema = settingSchema(this.#schema, path);
    if (schema === undefined)
      return schemaAt(this.#schema, path.split('.')) === undefined
        ? 'there is no such setting'
        : 'it is not one setting';
    const { origin, where } = this.originOf(path);
    if (origin === 'file' || origin === 'env' || origin === 'cli')
      return `it comes from ${ORIGIN_TEXT[origin]}${where === undefined || origin === 'cli' ? '' : ` (${where})`}`;
    return 'it is needed before the settings of the portal can be read; set it in the configuration file';
  }

  /** Everybody is told, whatever one of them does; the change stands. */
  #tell(loaded: LoadedConfig): void {
    const errors: unknown[] = [];
    for (const listener of this.#listeners) {
      try {
        listener(loaded);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0)
      throw new Fault('BUG', `The settings are kept, but not everywhere in force: ${messageOf(errors[0])}`, {
        cause: errors[0],
      });
  }
}

const STRENGTH: readonly Origin[] = ['default', 'portal', 'file', 'env', 'cli'];
const ORIGIN_TEXT = { file: 'the configuration file', env: 'the environment', cli: 'the command line' } as const;

const NO_OIDC = configSchema.shape.oidc.parse(undefined);

/** What a collector is given: what is live as it is now, the rest as it was at the start, with which the collector runs. */
export function collectorConfig({
  atStart,
  loaded,
  modulesInForce,
}: LiveConfig): Pick<CollectorSettings, 'config' | 'modules'> {
  const { senders, events, plugins, log, networks, assets, lists, rdns, geoip } = loaded.config;
  const config: Config = {
    ...atStart.config,
    senders,
    log,
    networks,
    assets,
    lists,
    rdns,
    geoip: { ...atStart.config.geoip, asnPath: geoip.asnPath },
    // Its secret has no business in the collector's snapshot.
    oidc: NO_OIDC,
    events: { ...atStart.config.events, retention: events.retention },
    plugins: { ...atStart.config.plugins, off: plugins.off },
  };
  return { config, modules: modulesInForce };
}

function inForce(schema: Schema | undefined, atStart: unknown, now: unknown): unknown {
  if (schema === undefined || says(schema, 'live')) return now;
  if (kindOf(schema) !== 'section') return atStart;
  const [before, after] = [atStart, now] as readonly (Readonly<Record<string, unknown>> | undefined)[];
  return Object.fromEntries(
    keysOf(schema)
      .map((key) => [key, inForce(childOf(schema, key), before?.[key], after?.[key])] as const)
      .filter(([, value]) => value !== undefined),
  );
}

/** The value of a dotted path, of core or module. */
export function valueAt({ config, modules }: Pick<LoadedConfig, 'config' | 'modules'>, path: string): unknown {
  const keys = path.split('.');
  const root: object = Object.hasOwn(config, keys[0]!) ? config : modules;
  return keys.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Record<string, unknown>)[key]
        : undefined,
    root,
  );
}
