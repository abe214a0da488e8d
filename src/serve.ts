// Assembles `serve`: the supervisor with its collector, the read side of the event store, the portal. In that order, so that messages
// are taken before pages are; and stopped in reverse, also when it is stopped in the middle of its start.

import { join } from 'node:path';
import type { ZodObject } from 'zod';
import { withoutEffect } from '#config/checks.js';
import type { LoadedConfig } from '#config/load.js';
import type { Config } from '#config/schema.js';
import { KEYS_EVERY_MS } from './accounts/ingest-keys.js';
import { type AccountsHandle, openAccounts } from './accounts/open.js';
import { systemClock } from './clock.js';
import { joinCluster } from './cluster/cluster.js';
import { RetentionDuty } from './cluster/retention-duty.js';
import { clusterLink } from './cluster/cluster-link.js';
import { watchNodes } from './cluster/watch-nodes.js';
import { Collector } from './collector.app.js';
import { prepareDataDir } from './data-dir.js';
import { Fault, messageOf } from './faults.js';
import { LinkClient } from './link/client.js';
import { Lock } from './link/lock.js';
import type { CollectorSettings } from './link/messages.js';
import type { Log } from './log.js';
import type { PortalModule } from './plugin/module.js';
import { createPortal } from './portal.app.js';
import { collectorConfig, LiveConfig } from './settings/live-config.js';
import { StageSettings } from './settings/stage-settings.js';
import { probeStart } from './settings/start-probe.js';
import { openEventReader, retentionKeeper } from './store/open.js';
import type { RetentionPolicy } from './store/retention.js';
import { storeNews } from './store/store-news.js';
import { Supervisor } from './supervisor.js';
import { TrialWorker } from './trial/trial-worker.js';

/** When an API key was used last is known after so long. */
const USES_EVERY_MS = 15_000;
const INLINE_START_MS = 10_000;

type Configure = (settings: CollectorSettings) => void;

/** What is known before the metadata database is open. */
export interface Boot {
  /** Without the portal's settings. */
  readonly config: Config;
  /** The same with the portal's settings, nested like the file. @throws Fault CONFIG_INVALID */
  readonly load: (portal: object) => LoadedConfig;
  readonly moduleSchemas: Readonly<Record<string, ZodObject>>;
}

export class Server {
  readonly #undo: (() => Promise<void> | void)[] = [];
  #stopped: Promise<void> | undefined;

  constructor(
    private readonly boot: Boot,
    private readonly modules: readonly PortalModule[],
    private readonly log: Log,
  ) {}

  /** Resolves with the portal's address. @throws Fault for everything that keeps the program from serving */
  async start(): Promise<string> {
    try {
      return await this.#start();
    } catch (error) {
      await this.stop();
      await this.#stop(); // a step that came after a stop in the middle of the start
      throw error;
    }
  }

  stop(): Promise<void> {
    return (this.#stopped ??= this.#stop());
  }

  async #start(): Promise<string> {
    const dir = prepareDataDir(this.boot.config.data.dir);
    const lock = new Lock(join(dir, 'run', 'serve.lock'));
    lock.take('Serving this folder');
    this.#on(() => lock.release());
    const accounts = await openAccounts(this.boot.config);
    this.#on(() => accounts.close());
    const { load, moduleSchemas } = this.boot;
    const liveConfig = await LiveConfig.open({ store: accounts.settings, load, moduleSchemas, probe: probeStart });
    const { config } = liveConfig;
    const cluster = await joinCluster(config, this.log);
    this.log.level = config.log.level;
    for (const { path, why } of liveConfig.leftOut)
      this.log.warn({ path, why }, 'a setting of the portal does not fit any more and is left out');
    for (const { path, what } of withoutEffect(config)) this.log.warn({ path }, `${path} ${what}`);
    const stageSettings = new StageSettings();
    const settings = async (): Promise<CollectorSettings> => ({
      ...collectorConfig(liveConfig),
      modules: stageSettings.over(liveConfig.modulesInForce),
      sources: (await accounts.sources.list()).map((source) => source.config),
      ingestKeys: await accounts.tokens.listIngestKeyHashes(),
    });
    const link = new LinkClient(dir);
    link.start();
    this.#on(() => link.stop());
    const reconfigure = await this.#startCollector(dir, settings, link);
    const noteUses = setInterval(() => void this.#noteKeyUses(link, accounts), USES_EVERY_MS);
    this.#on(() => clearInterval(noteUses));
    const store = await openEventReader(config, storeNews(this.log));
    this.#on(() => store.close());
    const nodes = await watchNodes({
      config,
      kind: 'portal',
      log: this.log,
      hasDuties: () => cluster.duties.areOurs,
      health: () => link.health(),
    });
    this.#on(() => nodes.stop());
    const own = {
      health: () => link.health(),
      onHealth: link.onHealth.bind(link),
      tail: link.tail.bind(link),
      clocks: () => link.clocks(),
      enrichment: (lookUp?: string) => link.enrichment(lookUp),
      parsers: () => link.parsers(),
      onStageReport: link.onStageReport.bind(link),
      reconfigure,
    };
    cluster.notices.onChange(['settings'], () => liveConfig.reread());
    cluster.notices.onChange(['sources', 'tokens'], reconfigure);
    // Of what commands change; on PostgreSQL the server tells of it, too.
    link.onMessage((message) => {
      if (message.t === 'changed') cluster.notices.heard(message.table);
    });
    liveConfig.onChange((loaded) => {
      this.log.level = loaded.config.log.level;
      reconfigure();
    });
    const trial = new TrialWorker(settings, () => link.clocks());
    this.#on(() => trial.stop());
    const portal = await createPortal({
      config,
      liveConfig,
      stageSettings,
      trial,
      store,
      modules: this.modules,
      collector: config.database.url === undefined ? own : clusterLink(own, () => nodes.others()),
      clock: systemClock,
      log: this.log,
      cluster: { ...cluster, nodes },
    });
    this.#on(() => portal.close());
    const keep = retentionKeeper(config);
    if (keep !== undefined) {
      const policy = (): RetentionPolicy => liveConfig.config.events.retention;
      const kept = async (): Promise<RetentionPolicy | undefined> => store.retention?.();
      this.#on(cluster.duties.add(new RetentionDuty({ policy, kept, keep, log: this.log })));
    }
    // The duties end before the portal does, so that another one has them at once.
    this.#on(() => cluster.close());
    await cluster.start();
    return (await portal.listen()).url;
  }

  async #noteKeyUses(link: LinkClient, { tokens }: AccountsHandle): Promise<void> {
    try {
      await tokens.noteIngestUses(await link.keyUses());
    } catch (error) {
      this.log.warn({ error: messageOf(error) }, 'the last uses of API keys could not be kept');
    }
  }

  /** Returns how to have changed settings put in force now; it also happens by itself. */
  async #startCollector(
    dir: string,
    settings: () => Promise<CollectorSettings>,
    link: LinkClient,
  ): Promise<() => void> {
    const first = await settings();
    const configure =
      first.config.collector.mode === 'inline'
        ? await this.#inline(first, link)
        : await this.#process(dir, first, link);
    let known: string | undefined = JSON.stringify(first);
    // A command told it ingest keys: it has others than it was given here last.
    this.#on(
      link.onMessage((message) => void (message.t === 'changed' && message.table === 'tokens' && (known = undefined))),
    );
    const refresh = async (): Promise<void> => {
      const now = await settings();
      if (JSON.stringify(now) === known) return;
      configure(now);
      known = JSON.stringify(now);
    };
    // One at a time: settings that were read first must not be put in force last.
    let turn = Promise.resolve();
    const reconfigure = (): void => {
      turn = turn
        .then(refresh)
        .catch((error: unknown) =>
          this.log.warn({ error: messageOf(error) }, 'new settings could not be put in force'),
        );
    };
    const timer = setInterval(reconfigure, KEYS_EVERY_MS);
    this.#on(() => clearInterval(timer));
    return reconfigure;
  }

  async #inline(settings: CollectorSettings, link: LinkClient): Promise<Configure> {
    const collector = new Collector({ settings, log: this.log, mode: 'inline' });
    this.#on(() => collector.stop());
    await collector.start();
    if (link.health() === undefined) await link.nextHealth(INLINE_START_MS);
    return (next) => collector.configure(next);
  }

  async #process(dir: string, settings: CollectorSettings, link: LinkClient): Promise<Configure> {
    const supervisor = new Supervisor(dir, settings, link, this.log);
    this.#on(() => supervisor.stop());
    await supervisor.start();
    return (next) => supervisor.configure(next);
  }

  /** What undoes the step just made. @throws Fault CONFLICT when the program was stopped meanwhile */
  #on(undo: () => Promise<void> | void): void {
    this.#undo.push(undo);
    if (this.#stopped !== undefined) throw new Fault('CONFLICT', 'stopped in the middle of the start');
  }

  async #stop(): Promise<void> {
    for (let undo = this.#undo.pop(); undo !== undefined; undo = this.#undo.pop()) {
      try {
        await undo();
      } catch (error) {
        this.log.error({ error: messageOf(error) }, 'a part did not stop cleanly');
      }
    }
  }
}
