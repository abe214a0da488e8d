// Assembles `serve`: the supervisor with its collector, the read side of the event store, the portal. In that order, so that messages
// are taken before pages are; and stopped in reverse.

import { join } from 'node:path';
import type { Logger } from 'pino';
import type { LoadedConfig } from '#config/load.js';
import { openAccounts } from './accounts/open.js';
import { systemClock } from './clock.js';
import { Collector } from './collector.app.js';
import { prepareDataDir } from './data-dir.js';
import { Lock } from './link/lock.js';
import { LinkClient } from './link/client.js';
import type { CollectorSettings } from './link/messages.js';
import { createPortal } from './portal.app.js';
import type { PortalModule } from './plugin/module.js';
import { openEventReader } from './store/open.js';
import { Supervisor } from './supervisor.js';

/** Keys that were made on the command line are in force after so long. */
const KEYS_EVERY_MS = 2_000;
const INLINE_START_MS = 10_000;

export interface Running {
  readonly port: number;
  stop(): Promise<void>;
}

/** @throws Fault for everything that keeps the program from serving: configuration, ports, folders, databases */
export async function serve(loaded: LoadedConfig, modules: readonly PortalModule[], log: Logger): Promise<Running> {
  const { config } = loaded;
  const dir = prepareDataDir(config.data.dir);
  const undo: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of undo.reverse()) await step();
    undo.length = 0;
  };
  try {
    const lock = new Lock(join(dir, 'run', 'serve.lock'));
    lock.take('Serving this folder');
    undo.push(() => lock.release());
    const accounts = await openAccounts(config);
    undo.push(() => accounts.close());
    const settings = async (): Promise<CollectorSettings> => ({
      config,
      modules: loaded.modules,
      ingestKeys: await accounts.tokens.listIngestKeyHashes(),
    });

    const link = new LinkClient(dir);
    link.start();
    undo.push(() => link.stop());
    const configure = await startCollector(dir, await settings(), link, log, undo);
    let known = JSON.stringify(await settings());
    const refresh = async (): Promise<void> => {
      const now = await settings();
      if (JSON.stringify(now) === known) return;
      known = JSON.stringify(now);
      await configure(now);
    };
    const timer = setInterval(
      () =>
        void refresh().catch((error: unknown) => log.warn({ error: String(error) }, 'ingest keys could not be read')),
      KEYS_EVERY_MS,
    );
    undo.push(() => clearInterval(timer));

    const store = openEventReader(config);
    undo.push(() => store.close());
    const collector = Object.assign(link, { reconfigure: () => void refresh() });
    const portal = await createPortal({ config, store, modules, collector, clock: systemClock, log });
    undo.push(() => portal.close());
    const { port } = await portal.listen();
    return { port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Returns how to give it new settings. */
async function startCollector(
  dir: string,
  settings: CollectorSettings,
  link: LinkClient,
  log: Logger,
  undo: (() => Promise<void> | void)[],
): Promise<(settings: CollectorSettings) => Promise<void>> {
  if (settings.config.collector.mode === 'inline') {
    const collector = new Collector({ settings, log, mode: 'inline' });
    undo.push(() => collector.stop());
    const connected = link.nextHealth(INLINE_START_MS);
    await Promise.all([collector.start(), connected]);
    return (next) => Promise.resolve(collector.configure(next));
  }
  const supervisor = new Supervisor(dir, settings, link, log);
  await supervisor.start();
  undo.push(() => supervisor.stop());
  return (next) => supervisor.configure(next);
}
