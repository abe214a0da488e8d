// A whole portal for tests: temp folder, real database, real HTTP on a free port, fake clock; and a browser that keeps cookies.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { loadConfig } from '#config/load.js';
import type { Config } from '#config/schema.js';
import { alone } from '#src/cluster/cluster.js';
import type { Duties } from '#src/cluster/duties.js';
import type { NodeWatch } from '#src/cluster/node-watch.js';
import type { PortalModule } from '#src/plugin/module.js';
import type { Route } from '#src/portal/api/route-table.js';
import type {
  CollectorHealth,
  CollectorLink,
  EnrichmentState,
  ParserReport,
  SourceClock,
} from '#src/portal/collector-link.js';
import type { PortalApp, PortalDeps } from '#src/portal/deps.js';
import { createPortal } from '#src/portal.app.js';
import { collectorConfig, LiveConfig } from '#src/settings/live-config.js';
import { StageSettings } from '#src/settings/stage-settings.js';
import type { SettingChanges } from '#src/settings/settings-store.js';
import type { EventReader } from '#src/store/event-store.js';
import { TrialWorker } from '#src/trial/trial-worker.js';
import users from '../../modules/users/index.js';
import { FakeClock } from './fake-clock.js';
import { layMigrated } from './migrated.js';
import { TestBrowser } from './test-browser.js';

/** Templates and assets of the modules in test/fixtures. */
export const FIXTURE_MODULES = fileURLToPath(new URL('../fixtures/modules', import.meta.url));
export const PASSWORD = 'correct horse battery';
/** 2026-11-20T10:00:00Z */
export const START_MS = 1_795_168_800_000;

export interface TestPortal {
  readonly url: string;
  readonly clock: FakeClock;
  readonly config: Config;
  readonly liveConfig: LiveConfig;
  /** What the portal logged, newest last. */
  readonly logged: readonly string[];
  readonly collector: FakeCollector;
  browser(): TestBrowser;
  /** A browser that made the first account and is logged in as admin. */
  setUp(): Promise<TestBrowser>;
  /** The set-up link's path from the log. */
  setupPath(): string;
  readonly routes: readonly Route[];
  close(): Promise<void>;
}

export interface TestPortalOptions {
  readonly modules?: readonly PortalModule[];
  readonly store?: Partial<EventReader>;
  readonly config?: Record<string, unknown>;
  /** What the portal kept before this start, by dotted path. */
  readonly kept?: Record<string, unknown>;
  readonly dir?: string;
  readonly moduleDirs?: readonly string[];
  readonly limits?: PortalDeps['limits'];
  /** Left out: there is one node. */
  readonly nodes?: NodeWatch;
  /** Left out: they are this portal's. */
  readonly duties?: Duties;
}

export class FakeCollector implements CollectorLink {
  current: CollectorHealth | undefined;
  reconfigured = 0;
  readonly #listeners = new Set<(health: CollectorHealth | undefined) => void>();

  health(): CollectorHealth | undefined {
    return this.current;
  }
  onHealth(listener: (health: CollectorHealth | undefined) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  tail: CollectorLink['tail'] = () => () => undefined;
  currentClocks: Readonly<Record<string, SourceClock>> = {};
  clocks(): Promise<Readonly<Record<string, SourceClock>>> {
    return Promise.resolve(this.currentClocks);
  }
  currentEnrichment: EnrichmentState | undefined;
  /** What was asked for last. */
  lookedUp: string | undefined;
  enrichment(lookUp?: string): Promise<EnrichmentState | undefined> {
    this.lookedUp = lookUp;
    return Promise.resolve(this.currentEnrichment);
  }
  currentParsers: readonly ParserReport[] | undefined;
  parsers(): Promise<readonly ParserReport[] | undefined> {
    return Promise.resolve(this.currentParsers);
  }
  readonly #stages = new Map<string, (report: unknown) => void>();
  onStageReport(module: string, listener: (report: unknown) => void): () => void {
    this.#stages.set(module, listener);
    return () => this.#stages.delete(module);
  }
  /** As if the collector's half of this module reported. */
  report(module: string, report: unknown): void {
    this.#stages.get(module)?.(report);
  }
  reconfigure(): void {
    this.reconfigured += 1;
  }
  push(health: CollectorHealth | undefined): void {
    this.current = health;
    for (const listener of this.#listeners) listener(health);
  }
}

export async function startPortal(options: TestPortalOptions = {}): Promise<TestPortal> {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'lanwarden-portal-'));
  const modules = [users, ...(options.modules ?? [])];
  const liveConfig = await openLiveConfig(dir, modules, options);
  const { config } = liveConfig;
  const logged: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line) => void logged.push(line) });
  const clock = new FakeClock(START_MS);
  const collector = new FakeCollector();
  const store = {
    stats: async () => ({ segments: 0, rows: 0, bytes: 0, freeDiskBytes: 1e12 }),
    close: async () => undefined,
    ...options.store,
  } as unknown as EventReader;
  const trial = new TrialWorker(
    async () => ({
      ...collectorConfig(liveConfig),
      sources: [],
      ingestKeys: [],
    }),
    () => collector.clocks(),
  );
  const deps: PortalDeps = {
    config,
    liveConfig,
    stageSettings: new StageSettings(),
    trial,
    store,
    modules,
    collector,
    clock,
    log,
    moduleDirs: options.moduleDirs,
    limits: options.limits,
    cluster: {
      ...alone(log),
      ...(options.nodes && { nodes: options.nodes }),
      ...(options.duties && { duties: options.duties }),
    },
  };
  let app: PortalApp | undefined;
  const close = async (): Promise<void> => {
    await app?.close();
    await trial.stop();
    if (options.dir === undefined) rmSync(dir, { recursive: true, force: true });
  };
  let url: string;
  try {
    if (config.database.url === undefined)
      await layMigrated(
        dir,
        modules.map(({ id, migrations = [] }) => ({ owner: id, migrations })),
      );
    app = await createPortal(deps);
    url = `http://127.0.0.1:${(await app.listen()).port}`;
  } catch (error) {
    await close();
    throw error;
  }
  const setupPath = (): string => /\/setup\?token=[\w-]+/.exec(logged.join('\n'))?.[0] ?? '';
  return {
    url,
    clock,
    config,
    liveConfig,
    logged,
    collector,
    setupPath,
    close,
    routes: app.routes(),
    browser: () => new TestBrowser(url),
    setUp: async () => {
      const browser = new TestBrowser(url);
      await browser.open(setupPath());
      await browser.submit('/setup', {
        token: setupPath().split('=')[1]!,
        name: 'admin',
        password: PASSWORD,
        repeat: PASSWORD,
      });
      return browser;
    },
  };
}

/** `config` stands for the configuration file; settings of the portal are kept in memory. */
async function openLiveConfig(
  dir: string,
  modules: readonly PortalModule[],
  { config = {}, kept: before = {} }: Pick<TestPortalOptions, 'config' | 'kept'>,
): Promise<LiveConfig> {
  const file = join(dir, 'lanwarden.yaml');
  const portal = { host: '127.0.0.1', port: 0, ...(config['portal'] as object | undefined) };
  writeFileSync(file, JSON.stringify({ ...config, data: { dir }, portal }));
  const moduleSchemas = Object.fromEntries(modules.flatMap(({ id, settings }) => (settings ? [[id, settings]] : [])));
  const kept: Record<string, unknown> = { ...before };
  return LiveConfig.open({
    store: {
      all: async () => ({ ...kept }),
      save: async (changes: SettingChanges) => {
        for (const [path, value] of Object.entries(changes)) {
          if (value === undefined) delete kept[path];
          else kept[path] = value;
        }
      },
    },
    load: (settings) => loadConfig({ file, env: {}, portal: settings, moduleSchemas }),
    moduleSchemas,
  });
}
