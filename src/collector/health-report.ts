// How a collector says it is doing: to whoever asks, and each second to those that are connected.

import { messageOf } from '../faults.js';
import type { CollectorHealth, CollectorSettings } from '../link/messages.js';
import type { Log } from '../log.js';
import type { PluginProblem } from '../plugin/discovery.js';
import type { StoreStats } from '../store/event-store.js';
import { VERSION } from '../version.js';
import type { ClockGuard } from './clock-guard.js';
import type { Enricher } from './enrich/enricher.js';
import { problemsOf } from './enrich/state.js';
import type { Listener } from './listen/listener.js';
import type { OthersFollower } from './others.js';
import type { Pipeline } from './pipeline.js';
import type { CollectorPlugins } from './plugins.js';
import type { Pullers } from './pull/pullers.js';
import { fingerprintOf } from './settings.js';
import type { Spooler } from './spool/spooler.js';
import type { Storage } from './storage.js';
import type { Writer } from './write/writer.js';

const HEALTH_EVERY_MS = 1_000;
/** Counting segments means looking at files; the page does not need it each second. */
const STATS_EVERY_MS = 5_000;
/** A plugin may fail on every message. */
const FAULTS_EVERY_MS = 60_000;

export interface HealthParts {
  readonly role: CollectorHealth['role'];
  readonly log: Log;
  readonly storage: Omit<Storage, 'spool'>;
  readonly plugins: CollectorPlugins;
  readonly others: OthersFollower;
  readonly writer: Writer;
  readonly spooler: Spooler;
  readonly pipeline: Pipeline;
  readonly enricher: Enricher;
  readonly clockGuard: ClockGuard;
  /** What comes and goes. */
  readonly now: () => {
    readonly state: CollectorHealth['state'];
    readonly settings: CollectorSettings;
    readonly listeners: readonly Listener[];
    readonly pullers: Pullers | undefined;
    readonly sourceProblems: readonly PluginProblem[];
  };
}

export class HealthReport {
  readonly #startedAt = Date.now();
  #timers: NodeJS.Timeout[] = [];
  #lastReceived = 0;
  #ratePerSecond = 0;
  #isBalanced = true;
  #toldFaults = 0;
  #toldFaultsAt = -Infinity;

  private constructor(
    private readonly parts: HealthParts,
    private stats: StoreStats,
  ) {}

  /** @throws Fault STORE_READ */
  static async of(parts: HealthParts): Promise<HealthReport> {
    return new HealthReport(parts, await parts.storage.store.stats());
  }

  /** @param tell is given it each second */
  start(tell: (health: CollectorHealth) => void): void {
    this.#timers = [
      setInterval(() => tell(this.#next()), HEALTH_EVERY_MS),
      setInterval(() => void this.#measure(), STATS_EVERY_MS),
    ];
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#tellFaults(0);
  }

  now(): CollectorHealth {
    const { role, storage, plugins, writer, spooler, pipeline, enricher } = this.parts;
    const { doubt } = this.parts.clockGuard;
    const { state, settings, listeners, pullers } = this.parts.now();
    const ledger = storage.ledger.rows();
    const trouble = writer.trouble ?? storage.ledger.trouble;
    return {
      pid: process.pid,
      role,
      startedAt: this.#startedAt,
      version: VERSION,
      fingerprint: fingerprintOf(settings),
      state,
      listeners: listeners.map((listener) => listener.health()),
      pulls: pullers?.health() ?? [],
      ledger,
      balanced: ledger.every((row) => row.balanced),
      lostAtStart: storage.lostAtStart,
      unansweredAtStart: storage.unansweredAtStart,
      parsers: plugins.dispatcher.health(),
      pluginProblems: this.#pluginProblems(),
      store: {
        ...this.stats,
        ...(trouble !== undefined && { trouble }),
        ...(doubt !== undefined && { clockDoubt: doubt }),
      },
      spool: spooler.health(),
      pressure: { ...writer.health(), refused: pipeline.noRoom },
      turnedAway: pipeline.turnedAway,
      enrichmentProblems: problemsOf(enricher),
      ratePerSecond: this.#ratePerSecond,
      memoryBytes: process.memoryUsage.rss(),
    };
  }

  #next(): CollectorHealth {
    const { received } = this.parts.pipeline;
    this.#ratePerSecond = received - this.#lastReceived;
    this.#lastReceived = received;
    const health = this.now();
    this.#tellBalance(health);
    this.#tellFaults(FAULTS_EVERY_MS);
    return health;
  }

  /** A line for all since the line before, the first at once. */
  #tellFaults(restMs: number): void {
    const { faults, lastFault } = this.parts.pipeline;
    const now = performance.now();
    if (faults === this.#toldFaults || now < this.#toldFaultsAt + restMs) return;
    this.parts.log.error({ times: faults - this.#toldFaults, error: lastFault }, 'plugins failed on messages');
    this.#toldFaults = faults;
    this.#toldFaultsAt = now;
  }

  /** Looked at each second, between two messages: it can fail only by a mistake of ours or by damage. */
  #tellBalance({ balanced, ledger }: CollectorHealth): void {
    if (balanced === this.#isBalanced) return;
    this.#isBalanced = balanced;
    const rows = ledger.filter((row) => !row.balanced).slice(0, 5);
    if (balanced) this.parts.log.info('the ledger balances again');
    else this.parts.log.error({ rows }, 'the ledger does not balance: messages are unaccounted for');
  }

  #pluginProblems(): readonly PluginProblem[] {
    const { plugins, others, pipeline, now } = this.parts;
    const fault = pipeline.lastFault;
    const thrown = fault === undefined ? [] : [{ id: 'stage', path: '', problem: fault }];
    return [...plugins.problems, ...others.problems, ...now().sourceProblems, ...thrown];
  }

  async #measure(): Promise<void> {
    try {
      this.stats = await this.parts.storage.store.stats();
    } catch (error) {
      this.parts.log.warn({ error: messageOf(error) }, 'the store could not be measured');
    }
  }
}
