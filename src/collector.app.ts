// Assembles the collector: listeners, pipeline, writer, link. It runs in a process of its own (`collect`), or inside the portal's
// (`collector.mode: inline`). It loads no Nest: it needs no HTTP framework, starts faster and stays smaller without.

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from './clock.js';
import { Enricher } from './collector/enrich/enricher.js';
import { HealthReport } from './collector/health-report.js';
import { ImportSessions } from './collector/import-sessions.js';
import { IngestKeys } from './collector/ingest-keys.js';
import { Sources } from './collector/identify/sources.js';
import { Interpreter } from './collector/interpret.js';
import type { Listener } from './collector/listen/listener.js';
import { createListeners } from './collector/listen/listeners.js';
import { Maintenance } from './collector/maintenance.js';
import { OthersFollower } from './collector/others.js';
import { refuseUnknownParsers } from './collector/identify/known-parsers.js';
import { usableSources } from './collector/identify/made-sources.js';
import { Pipeline } from './collector/pipeline.js';
import { CollectorPlugins } from './collector/plugins.js';
import { Pullers } from './collector/pull/pullers.js';
import { Requests } from './collector/requests.js';
import { Spooler } from './collector/spool/spooler.js';
import { openStorage, type Storage } from './collector/storage.js';
import { ClockGuard } from './collector/clock-guard.js';
import { storeChores } from './collector/store-chores.js';
import { TailHub } from './collector/tail-hub.js';
import { Writer } from './collector/write/writer.js';
import { messageOf } from './faults.js';
import { prepareDataDir } from './data-dir.js';
import { Lock } from './link/lock.js';
import type { CollectorHealth, CollectorSettings } from './link/messages.js';
import { LinkServer } from './link/server.js';
import type { Log } from './log.js';
import type { PluginProblem } from './plugin/discovery.js';
import type { Commit } from './plugin/module.js';

const STAGES_EVERY_MS = 1_000;
/** For files of the enrichment before the listeners open: what UDP sends meanwhile is lost, and an event without a place is not. */
const ENRICHMENT_WAIT_MS = 500;
/** Less than a stop may take: what is not stored then goes to the spool. */
const GIVE_UP_WAITING_MS = 4_000;

export interface CollectorOptions {
  readonly settings: CollectorSettings;
  readonly log: Log;
  /** `inline`: shares its process with the portal, so a looping parser may not end it. */
  readonly mode: 'process' | 'inline';
  /** Without listeners it only takes imports. */
  readonly listeners?: boolean;
}

export class Collector {
  readonly #tails: TailHub;
  #state: CollectorHealth['state'] = 'running';
  #settings: CollectorSettings;
  #lock!: Lock;
  #storage!: Storage;
  #writer!: Writer;
  #spooler!: Spooler;
  #pipeline!: Pipeline;
  #plugins!: CollectorPlugins;
  #sources!: Sources;
  #enricher!: Enricher;
  #sourceProblems: readonly PluginProblem[] = [];
  #listeners: Listener[] = [];
  #pullers: Pullers | undefined;
  #link!: LinkServer;
  #others!: OthersFollower;
  #imports!: ImportSessions;
  #maintenance!: Maintenance;
  #health!: HealthReport;
  readonly #keys = new IngestKeys(systemClock);
  #stageTimer: NodeJS.Timeout | undefined;
  #stopped: Promise<void> | undefined;

  constructor(private readonly options: CollectorOptions) {
    this.#settings = options.settings;
    this.#tails = new TailHub(options.settings.config.time.zone);
  }

  /** @throws Fault PORT_TAKEN, TLS_MATERIAL, DATA_DIR, CONFLICT, DATABASE_*, CONFIG_INVALID */
  async start(): Promise<void> {
    const { config } = this.#settings;
    const dir = prepareDataDir(config.data.dir);
    this.#lock = new Lock(join(dir, 'run', 'collector.lock'));
    this.#lock.take('Collecting into this folder');
    try {
      await this.#open(dir);
      await this.#listen(dir);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Stops taking, commits what is here, closes. Safe to call more than once. */
  stop(): Promise<void> {
    return (this.#stopped ??= this.#stop());
  }

  /**
   * Puts in force what may change while it runs: sources, ingest keys, the policy for unknown senders, which plugins are off, settings
   * of stages, enrichment, retention, the log's level. Everything else needs a restart.
   * @throws Fault CONFIG_INVALID for a source of the configuration that cannot be used
   */
  configure(settings: CollectorSettings): void {
    const { config, modules } = settings;
    const { sources, problems } = usableSources(config.sources, settings.sources, this.#plugins.parserIds());
    this.#sources.configure(sources, config.senders.unknown);
    this.#enricher.configure(config);
    this.#sourceProblems = problems;
    this.#pullers?.configure(config.sources);
    this.#keys.configure(settings.ingestKeys);
    this.#pipeline.useStages(this.#plugins.configure(config.plugins.off, modules));
    if (config.log.level !== this.#settings.config.log.level) this.options.log.level = config.log.level;
    this.#settings = settings;
  }

  health(): CollectorHealth {
    return this.#health.now();
  }

  async #open(dir: string): Promise<void> {
    const { config } = this.#settings;
    const { log } = this.options;
    this.#storage = await openStorage(config, dir, log);
    const { store, ledger, spool } = this.#storage;
    this.#plugins = await CollectorPlugins.load(this.#settings, {
      dir,
      mode: this.options.mode,
      log,
      position: await store.position(),
      store,
    });
    refuseUnknownParsers(config, this.#plugins.parserIds());
    const { stages } = this.#plugins;
    this.#others = new OthersFollower({ others: store.others, takers: () => stages.othersTakers(), log });
    this.#sources = new Sources(ledger, [], { zone: config.time.zone });
    this.#writer = new Writer(store, ledger, {
      ...config.collector,
      onCommitted: (commit) => this.#publish(commit),
      onTrouble: (error) => {
        if (error === undefined) log.info('the store takes events again');
        else log.error({ error }, 'the store takes no events');
        this.#spooler.storeChanged();
      },
      setAside: (offers) => this.#spooler.setAside(offers),
    });
    this.#spooler = new Spooler(spool, ledger, this.#writer, {
      enabled: config.collector.spool.enabled,
      onChange: (reason) =>
        reason === undefined
          ? log.info('the spool is empty, messages go straight to the store again')
          : log.warn({ reason }, 'messages go through the spool'),
    });
    const { dispatcher, guard } = this.#plugins;
    this.#enricher = new Enricher(config);
    const read = this.#enricher.start();
    if (this.options.listeners === false) await read;
    else await Promise.race([read, sleep(ENRICHMENT_WAIT_MS, undefined, { ref: false })]);
    const interpreter = new Interpreter({
      sources: this.#sources,
      dispatcher,
      zone: config.time.zone,
      enricher: this.#enricher,
      ...(guard === undefined ? {} : { guard }),
    });
    const parts = { ledger, writer: this.#writer, spooler: this.#spooler };
    this.#pipeline = new Pipeline({ interpreter, ...parts });
    this.#imports = new ImportSessions(this.#pipeline, () => store.sealImports());
    const clockGuard = new ClockGuard(store);
    this.#maintenance = new Maintenance(
      storeChores(store, clockGuard, () => this.#settings.config, log),
      log,
    );
    this.#health = await this.#healthReport(clockGuard);
    this.configure(this.#settings);
    this.#spooler.start(this.#pipeline);
    // Sources may name a parser that came just now, or that is gone.
    this.#plugins.watch(() => this.#reconfigure(this.#settings));
  }

  async #listen(dir: string): Promise<void> {
    const { config } = this.#settings;
    const requests = this.#requests();
    this.#link = new LinkServer(dir, {
      onConnect: (peer) => void peer.send({ t: 'health', health: this.health() }),
      onMessage: (peer, message) => requests.take(peer, message),
      onClose: (peer) => requests.forget(peer),
    });
    if (this.options.listeners !== false) {
      this.#listeners = createListeners(config, this.#pipeline, (key) => this.#keys.sourceOf(key));
      for (const listener of this.#listeners) await listener.start();
      this.#pullers = this.#pullersOf(dir);
      this.#pullers.configure(this.#settings.config.sources);
    }
    await this.#link.start();
    // What an import that was killed left open. A damaged segment is no reason not to listen.
    await this.#storage.store.sealImports().catch((error: unknown) => {
      this.options.log.error({ error: messageOf(error) }, 'an import that was left open could not be sealed');
    });
    // What an import leaves on a shared store the collectors there put in order.
    if (this.options.listeners !== false || this.#storage.store.retention === undefined) this.#maintenance.start();
    this.#others.start();
    this.#health.start((health) => this.#link.broadcast({ t: 'health', health }));
    this.#stageTimer = setInterval(() => this.#plugins.stages.report(), STAGES_EVERY_MS);
  }

  #healthReport(clockGuard: ClockGuard): Promise<HealthReport> {
    return HealthReport.of({
      role: this.options.listeners === false ? 'import' : 'full',
      log: this.options.log,
      storage: this.#storage,
      plugins: this.#plugins,
      others: this.#others,
      writer: this.#writer,
      spooler: this.#spooler,
      pipeline: this.#pipeline,
      enricher: this.#enricher,
      clockGuard,
      now: () => ({
        state: this.#state,
        settings: this.#settings,
        sourceProblems: this.#sourceProblems,
        listeners: this.#listeners,
        pullers: this.#pullers,
      }),
    });
  }

  #requests(): Requests {
    return new Requests({
      log: this.options.log,
      plugins: this.#plugins,
      sources: this.#sources,
      enricher: this.#enricher,
      imports: this.#imports,
      tails: this.#tails,
      keys: this.#keys,
      zone: () => this.#settings.config.time.zone,
      configure: (settings) => this.#reconfigure(settings),
      useKeys: (ingestKeys) => {
        // It reads them itself (collector-member.ts), and must not be given what was read before.
        if (this.#settings.isAlone === true) return;
        this.#settings = { ...this.#settings, ingestKeys };
        this.#keys.configure(ingestKeys);
      },
      tellAll: (message) => this.#link.broadcast(message),
    });
  }

  #pullersOf(dataDir: string): Pullers {
    return new Pullers({
      dataDir,
      clock: systemClock,
      submit: (frames) => this.#pipeline.submit(frames),
      seal: () => this.#storage.store.sealImports(),
    });
  }

  /** What is committed is committed: a view that fails on it must not look like a failure of the store. */
  #publish(commit: Commit): void {
    this.#plugins.stages.committed(commit);
    try {
      this.#tails.publish(commit.events);
    } catch (error) {
      this.options.log.error({ err: error }, 'live tail failed');
    }
  }

  /** What comes over the link must not end the collector: it goes on with what it has. */
  #reconfigure(settings: CollectorSettings): void {
    try {
      this.configure(settings);
    } catch (error) {
      this.options.log.error({ error: messageOf(error) }, 'new settings could not be put in force');
    }
  }

  /** Every part that was started, in reverse; a start that failed half way leaves parts out. */
  async #stop(): Promise<void> {
    this.#state = 'draining';
    clearInterval(this.#stageTimer);
    await Promise.all(this.#listeners.map((listener) => listener.stop()));
    const pullers = this.#pullers?.stop();
    this.#pipeline?.drain();
    const giveUp = setTimeout(() => this.#storage?.store.giveUpWaiting?.(), GIVE_UP_WAITING_MS);
    await this.#spooler?.stop();
    this.#health?.stop();
    await this.#writer?.stop();
    await this.#spooler?.close();
    clearTimeout(giveUp);
    // Their last page has its receipts now.
    await pullers;
    await this.#maintenance?.stop();
    this.#tails.stop();
    this.#enricher?.stop();
    await this.#link?.stop();
    await this.#others?.stop();
    await this.#plugins?.stop();
    this.#storage?.ledger.close();
    await this.#storage?.store.close();
    this.#lock.release();
  }
}
