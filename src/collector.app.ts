// Assembles the collector: listeners, pipeline, writer, link. It runs in a process of its own (`collect`), or inside the portal's
// (`collector.mode: inline`). It loads no Nest: it needs no HTTP framework, starts faster and stays smaller without.

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from './clock.js';
import { Enricher } from './collector/enrich/enricher.js';
import { problemsOf, stateOf } from './collector/enrich/state.js';
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
import { fingerprintOf } from './collector/settings.js';
import { openSpool } from './collector/spool/open.js';
import { Spooler } from './collector/spool/spooler.js';
import { TailHub } from './collector/tail-hub.js';
import { Ledger } from './collector/write/ledger.js';
import { Writer } from './collector/write/writer.js';
import { messageOf } from './faults.js';
import { prepareDataDir } from './data-dir.js';
import { Lock } from './link/lock.js';
import type { CollectorHealth, CollectorSettings, ToCollector } from './link/messages.js';
import { LinkServer, type Peer } from './link/server.js';
import type { Log } from './log.js';
import { nodeIdOf } from './node-id.js';
import type { PluginProblem } from './plugin/discovery.js';
import type { Commit } from './plugin/module.js';
import type { EventStore, StoreStats } from './store/event-store.js';
import { openEventStore } from './store/open.js';
import { RetentionService } from './store/retention.js';
import { VERSION } from './version.js';

const HEALTH_EVERY_MS = 1_000;
/** Counting segments means looking at files; the page does not need it each second. */
const STATS_EVERY_MS = 5_000;
const STAGES_EVERY_MS = 1_000;
/** For files of the enrichment before the listeners open: what UDP sends meanwhile is lost, and an event without a place is not. */
const ENRICHMENT_WAIT_MS = 500;

const DAMAGED_LEDGER =
  'the counters of these sources were damaged: they begin anew with what the store says was stored of them';

export interface CollectorOptions {
  readonly settings: CollectorSettings;
  readonly log: Log;
  /** `inline`: shares its process with the portal, so a looping parser may not end it. */
  readonly mode: 'process' | 'inline';
  /** Without listeners it only takes imports. */
  readonly listeners?: boolean;
}

export class Collector {
  readonly #startedAt = Date.now();
  readonly #tails: TailHub;
  #state: CollectorHealth['state'] = 'running';
  #settings: CollectorSettings;
  #lock!: Lock;
  #store!: EventStore;
  #ledger!: Ledger;
  #lostAtStart = 0;
  #unansweredAtStart = 0;
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
  #stats!: StoreStats;
  readonly #keys = new IngestKeys(systemClock);
  #timers: NodeJS.Timeout[] = [];
  #lastReceived = 0;
  #ratePerSecond = 0;
  #isBalanced = true;
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
    const ledger = this.#ledger.rows();
    const trouble = this.#writer.trouble ?? this.#ledger.trouble;
    return {
      pid: process.pid,
      role: this.options.listeners === false ? 'import' : 'full',
      startedAt: this.#startedAt,
      version: VERSION,
      fingerprint: fingerprintOf(this.#settings),
      state: this.#state,
      listeners: this.#listeners.map((listener) => listener.health()),
      pulls: this.#pullers?.health() ?? [],
      ledger,
      balanced: ledger.every((row) => row.balanced),
      lostAtStart: this.#lostAtStart,
      unansweredAtStart: this.#unansweredAtStart,
      parsers: this.#plugins.dispatcher.health(),
      pluginProblems: this.#pluginProblems(),
      store: trouble === undefined ? this.#stats : { ...this.#stats, trouble },
      spool: this.#spooler.health(),
      pressure: { ...this.#writer.health(), refused: this.#pipeline.noRoom },
      enrichmentProblems: problemsOf(this.#enricher),
      ratePerSecond: this.#ratePerSecond,
      memoryBytes: process.memoryUsage.rss(),
    };
  }

  #pluginProblems(): readonly PluginProblem[] {
    const fault = this.#pipeline.lastFault;
    const thrown = fault === undefined ? [] : [{ id: 'stage or join', path: '', problem: fault }];
    return [...this.#plugins.problems, ...this.#others.problems, ...this.#sourceProblems, ...thrown];
  }

  async #open(dir: string): Promise<void> {
    const { config } = this.#settings;
    const { log } = this.options;
    this.#store = await openEventStore(config, systemClock);
    this.#stats = await this.#store.stats();
    this.#ledger = new Ledger(join(dir, 'run'), 'c0', config.events.store === 'postgres' ? nodeIdOf(dir) : 'c0');
    const spool = openSpool(config, dir);
    const { lost, unanswered, repaired } = this.#ledger.open(await this.#store.marks(), spool.unread);
    this.#lostAtStart = lost;
    this.#unansweredAtStart = unanswered;
    if (lost > 0)
      log.warn({ lost, sentAgain: unanswered }, 'messages that were in memory when the last collector ended were lost');
    if (repaired.length > 0) log.error({ sources: repaired.slice(0, 20), count: repaired.length }, DAMAGED_LEDGER);
    if (spool.unread > 0) log.info({ messages: spool.unread }, 'messages wait in the spool');
    if (spool.damagedBytes > 0)
      log.warn({ bytes: spool.damagedBytes }, 'the spool had a torn end, or damage, that was cut');
    this.#plugins = await CollectorPlugins.load(this.#settings, {
      ...{ dir, mode: this.options.mode, log },
      position: await this.#store.position(),
      store: this.#store,
    });
    refuseUnknownParsers(config, this.#plugins.parserIds());
    const { stages } = this.#plugins;
    this.#others = new OthersFollower({ others: this.#store.others, takers: () => stages.othersTakers(), log });
    this.#sources = new Sources(this.#ledger, [], { zone: config.time.zone });
    this.#writer = new Writer(this.#store, this.#ledger, {
      ...config.collector,
      onCommitted: (commit) => this.#publish(commit),
      onTrouble: (error) => {
        if (error === undefined) log.info('the store takes events again');
        else log.error({ error }, 'the store takes no events');
        this.#spooler.storeChanged();
      },
      setAside: (offers) => this.#spooler.setAside(offers),
    });
    this.#spooler = new Spooler(spool, this.#ledger, this.#writer, {
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
      ...{ sources: this.#sources, dispatcher, zone: config.time.zone, enricher: this.#enricher },
      ...(guard === undefined ? {} : { guard }),
    });
    const parts = { ledger: this.#ledger, writer: this.#writer, spooler: this.#spooler };
    this.#pipeline = new Pipeline({ interpreter, ...parts });
    this.#imports = new ImportSessions(this.#pipeline, () => this.#store.sealImports());
    const current = (): CollectorSettings => this.#settings;
    const kept = {
      get retention() {
        return current().config.events.retention;
      },
    };
    const retention = new RetentionService(this.#store, kept, systemClock);
    this.#maintenance = new Maintenance(
      [
        { name: 'sealing', run: () => this.#store.sealClosed() },
        { name: 'retention', run: () => retention.apply().then((dropped) => logDropped(log, dropped)) },
      ],
      log,
    );
    this.configure(this.#settings);
    this.#spooler.start(this.#pipeline);
    // Sources may name a parser that came just now, or that is gone.
    this.#plugins.watch(() => this.#reconfigure(this.#settings));
  }

  async #listen(dir: string): Promise<void> {
    const { config } = this.#settings;
    this.#link = new LinkServer(dir, {
      onConnect: (peer) => void peer.send({ t: 'health', health: this.health() }),
      onMessage: (peer, message) => this.#receive(peer, message),
      onClose: (peer) => {
        this.#tails.unwatch(peer);
        this.#plugins.stages.unfollow(peer);
        this.#logFailure('import', this.#imports.abandon(peer));
      },
    });
    if (this.options.listeners !== false) {
      this.#listeners = createListeners(config, this.#pipeline, (key) => this.#keys.sourceOf(key));
      for (const listener of this.#listeners) await listener.start();
      this.#pullers = this.#pullersOf(dir);
      this.#pullers.configure(this.#settings.config.sources);
    }
    await this.#link.start();
    // What an import that was killed left open.
    await this.#store.sealImports();
    this.#maintenance.start();
    this.#others.start();
    this.#every(HEALTH_EVERY_MS, () => this.#report());
    this.#every(STAGES_EVERY_MS, () => this.#plugins.stages.report());
    this.#every(
      STATS_EVERY_MS,
      () =>
        void this.#store.stats().then(
          (stats) => (this.#stats = stats),
          (error: unknown) => this.options.log.warn({ err: error }, 'the store could not be measured'),
        ),
    );
  }

  #pullersOf(dataDir: string): Pullers {
    return new Pullers({
      ...{ dataDir, clock: systemClock },
      submit: (frames) => this.#pipeline.submit(frames),
      seal: () => this.#store.sealImports(),
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

  #report(): void {
    this.#ratePerSecond = this.#pipeline.received - this.#lastReceived;
    this.#lastReceived = this.#pipeline.received;
    const health = this.health();
    this.#tellBalance(health);
    this.#link.broadcast({ t: 'health', health });
  }

  /** Looked at each second, between two messages: it can fail only by a mistake of ours or by damage. */
  #tellBalance({ balanced, ledger }: CollectorHealth): void {
    if (balanced === this.#isBalanced) return;
    this.#isBalanced = balanced;
    const rows = ledger.filter((row) => !row.balanced).slice(0, 5);
    if (balanced) this.options.log.info('the ledger balances again');
    else this.options.log.error({ rows }, 'the ledger does not balance: messages are unaccounted for');
  }

  #receive(peer: Peer, message: ToCollector): void {
    switch (message.t) {
      case 'configure':
        return this.#reconfigure(message.settings);
      case 'tail':
        return this.#tails.watch(peer, message.id, message.query);
      case 'untail':
        return this.#tails.unwatch(peer, message.id);
      case 'import':
        return this.#logFailure('import', this.#imports.take(peer, message));
      case 'importEnd':
        return this.#logFailure('import', this.#imports.end(peer));
      case 'clocks': {
        const clocks = this.#sources.clocks(this.#settings.config.time.zone);
        return void peer.send({ t: 'clocks', id: message.id, clocks });
      }
      case 'enrichment':
        return void peer.send({
          ...{ t: 'enrichment', id: message.id, state: stateOf(this.#enricher, message.lookUp) },
        });
      case 'parsers':
        return void peer.send({ t: 'parsers', id: message.id, parsers: this.#plugins.dispatcher.reports() });
      case 'keyUses':
        return void peer.send({ t: 'keyUses', id: message.id, uses: this.#keys.uses() });
      case 'follow':
        return this.#plugins.stages.follow(peer, message.module);
      case 'unfollow':
        return this.#plugins.stages.unfollow(peer, message.module);
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
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#listeners.map((listener) => listener.stop()));
    const pullers = this.#pullers?.stop();
    this.#pipeline?.drain();
    await this.#spooler?.stop();
    await this.#writer?.stop();
    await this.#spooler?.close();
    // Their last page has its receipts now.
    await pullers;
    await this.#maintenance?.stop();
    this.#tails.stop();
    this.#enricher?.stop();
    await this.#link?.stop();
    await this.#others?.stop();
    await this.#plugins?.stop();
    this.#ledger?.close();
    await this.#store?.close();
    this.#lock.release();
  }

  #logFailure(what: string, work: Promise<void>): void {
    work.catch((error: unknown) => this.options.log.error({ error: messageOf(error) }, `${what} failed`));
  }

  #every(ms: number, act: () => void): void {
    this.#timers.push(setInterval(act, ms));
  }
}

function logDropped(log: Log, dropped: readonly string[]): void {
  if (dropped.length > 0) log.info({ segments: dropped }, 'old segments were dropped');
}
