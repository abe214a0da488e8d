// Starts the collector, finds one that outlived its portal, and starts it again when it dies.
//
// The collector is a process of its own that goes on when the portal is killed. The next portal finds it over the link: with the same
// settings it is taken over as it is; with others it is asked to stop and started anew. The caller holds `run/serve.lock`.

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forgetStuckParsers } from './collector/parse/loop-guard.js';
import { fingerprintOf, writeSnapshot } from './collector/settings.js';
import { Fault } from './faults.js';
import type { LinkClient } from './link/client.js';
import { Lock } from './link/lock.js';
import type { CollectorSettings } from './link/messages.js';
import type { Log } from './log.js';

/** How a collector says that a start with these settings cannot work (sysexits' EX_CONFIG): no use in trying again. */
export const EXIT_CONFIG = 78;

const ANSWER_MS = 1_500;
const START_MS = 20_000;
/** A clean stop commits what is in memory; longer than this it hangs. */
const STOP_MS = 8_000;
const BACKOFF_MS = [100, 300, 1_000, 3_000, 10_000];
/** A collector that ran for so long starts the back-off anew. */
const HEALTHY_MS = 30_000;

export class Supervisor {
  readonly #collectorLock: Lock;
  #child: ChildProcess | undefined;
  #restarts = 0;
  #stopping = false;
  #timer: NodeJS.Timeout | undefined;
  #off: (() => void) | undefined;
  #settings: CollectorSettings;

  constructor(
    private readonly dataDir: string,
    settings: CollectorSettings,
    private readonly link: LinkClient,
    private readonly log: Log,
  ) {
    this.#settings = settings;
    this.#collectorLock = new Lock(join(dataDir, 'run', 'collector.lock'));
  }

  /** Resolves when a collector with our settings runs. @throws Fault COLLECTOR_AWAY */
  async start(): Promise<void> {
    try {
      forgetStuckParsers(join(this.dataDir, 'run', 'stuck-parsers.ndjson'));
      if (!(await this.#adopt())) await this.#launch();
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.#off = this.link.onHealth((health) => {
      if (health === undefined) this.#restart();
    });
  }

  /** New settings for the running collector; those that need a restart of it get one. */
  async configure(settings: CollectorSettings): Promise<void> {
    const before = fingerprintOf(this.#settings);
    this.#settings = settings;
    writeSnapshot(this.dataDir, settings);
    if (fingerprintOf(settings) === before) this.link.send({ t: 'configure', settings });
    else await this.#end();
  }

  /** Lets the collector commit and end. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#off?.();
    clearTimeout(this.#timer);
    await this.#end();
  }

  async #adopt(): Promise<boolean> {
    const holder = this.#collectorLock.holder();
    if (holder === undefined) return false;
    const health = await this.link.nextHealth(ANSWER_MS).catch(() => undefined);
    if (health?.fingerprint === fingerprintOf(this.#settings)) {
      writeSnapshot(this.dataDir, this.#settings);
      this.link.send({ t: 'configure', settings: this.#settings });
      this.log.info({ pid: health.pid }, 'took over the running collector');
      return true;
    }
    this.log.info({ pid: holder.pid }, 'a collector with other settings runs here; it is started anew');
    await this.#end();
    return false;
  }

  async #launch(): Promise<void> {
    const snapshot = writeSnapshot(this.dataDir, this.#settings);
    const started = this.link.nextHealth(START_MS);
    // Detached: a Ctrl-C in the terminal is for the portal, which ends the collector in order.
    const child = spawn(process.execPath, [...process.execArgv, mainFile(), 'collect', '--snapshot', snapshot], {
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.unref();
    this.#child = child;
    const startedAt = Date.now();
    const failed = new Promise<never>((_, reject) => {
      child.once('error', (cause) =>
        reject(new Fault('COLLECTOR_AWAY', `The collector could not be started: ${cause.message}`, { cause })),
      );
      child.once('exit', (code, signal) => {
        if (Date.now() - startedAt > HEALTHY_MS) this.#restarts = 0;
        if (!this.#stopping) this.log.error({ code, signal }, 'the collector ended');
        reject(
          new Fault(
            'COLLECTOR_AWAY',
            `The collector ended at its start (${signal ?? `exit code ${code}`}); its own message stands above.`,
          ),
        );
      });
    });
    started.catch(() => undefined); // whichever of the two comes second has nobody waiting
    failed.catch(() => undefined);
    const health = await Promise.race([started, failed]);
    this.log.info({ pid: health.pid }, 'collector started');
  }

  #restart(): void {
    if (this.#stopping || this.#timer !== undefined) return;
    const wait = BACKOFF_MS[Math.min(this.#restarts, BACKOFF_MS.length - 1)]!;
    this.#restarts += 1;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.link.health() !== undefined) return;
      this.#end()
        .then(() => this.#launch())
        .catch((error: unknown) => {
          this.log.error({ error: String(error), nextTryMs: wait }, 'the collector could not be started again');
          this.#restart();
        });
    }, wait);
  }

  /** Makes sure that no collector runs: asks it to commit and end, then ends it. */
  async #end(): Promise<void> {
    const holder = this.#collectorLock.holder();
    if (holder === undefined || holder.pid === process.pid) return;
    kill(holder.pid, 'SIGTERM');
    if (await this.#isGone(STOP_MS)) return;
    this.log.error({ pid: holder.pid }, 'the collector did not end in time and was killed');
    kill(holder.pid, 'SIGKILL');
    await this.#isGone(STOP_MS);
  }

  async #isGone(withinMs: number): Promise<boolean> {
    for (const until = Date.now() + withinMs; Date.now() < until;) {
      if (this.#collectorLock.holder() === undefined) return true;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    return false;
  }

  /** Restarts so far, for the health page. */
  get restarts(): number {
    return this.#restarts;
  }

  get childPid(): number | undefined {
    return this.#child?.pid;
  }
}

function mainFile(): string {
  return fileURLToPath(new URL('./main.js', import.meta.url));
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
