// A whole portal for tests: temp folder, real database, real HTTP on a free port, fake clock; and a browser that keeps cookies.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { configSchema, type Config } from '#config/schema.js';
import { FakeClock } from '#src/clock.js';
import type { PortalModule } from '#src/plugin/module.js';
import type { CollectorHealth, CollectorLink } from '#src/portal/collector-link.js';
import type { PortalApp, PortalDeps } from '#src/portal/deps.js';
import { createPortal } from '#src/portal.app.js';
import type { EventReader } from '#src/store/event-store.js';
import users from '../../modules/users/index.js';
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
  /** What the portal logged, newest last. */
  readonly logged: readonly string[];
  readonly collector: FakeCollector;
  browser(): TestBrowser;
  /** A browser that made the first account and is logged in as admin. */
  setUp(): Promise<TestBrowser>;
  /** The set-up link's path from the log. */
  setupPath(): string;
  close(): Promise<void>;
}

export interface TestPortalOptions {
  readonly modules?: readonly PortalModule[];
  readonly store?: Partial<EventReader>;
  readonly config?: Record<string, unknown>;
  readonly dir?: string;
  readonly moduleDirs?: readonly string[];
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
  const config = configSchema.parse({
    ...options.config,
    data: { dir },
    portal: { host: '127.0.0.1', port: 0, ...(options.config?.['portal'] as object | undefined) },
  });
  const logged: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line) => void logged.push(line) });
  const clock = new FakeClock(START_MS);
  const collector = new FakeCollector();
  const store = {
    stats: async () => ({ segments: 0, rows: 0, bytes: 0, freeDiskBytes: 1e12 }),
    close: async () => undefined,
    ...options.store,
  } as unknown as EventReader;
  const deps: PortalDeps = {
    config,
    store,
    modules: [users, ...(options.modules ?? [])],
    collector,
    clock,
    log,
    moduleDirs: options.moduleDirs,
  };
  const app: PortalApp = await createPortal(deps);
  const { port } = await app.listen();
  const url = `http://127.0.0.1:${port}`;
  const setupPath = (): string => /\/setup\?token=[\w-]+/.exec(logged.join('\n'))?.[0] ?? '';
  return {
    ...{ url, clock, config, logged, collector, setupPath },
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
    close: async () => {
      await app.close();
      if (options.dir === undefined) rmSync(dir, { recursive: true, force: true });
    },
  };
}
