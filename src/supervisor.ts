// Starts the collector, finds one that outlived its portal, and starts it again when it dies.
//
// The collector is a process of its own that goes on when the portal is killed. The next portal finds it over the link: with the same
// settings it is taken over as it is; with others it is asked to stop and started anew. The caller holds `run/serve.lock`.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { environmentOver, inheritedDescriptors } from '#config/load.js';
import { firstAnswer, SilentAtStart } from './collector-start.js';
import { forgetStuckParsers } from './collector/parse/loop-guard.js';
import { fingerprintOf, writeSnapshot } from './collector/settings.js';
import { Fault, messageOf } from './faults.js';
import type { LinkClient } from './link/client.js';
import { Lock } from './link/lock.js';
import type { CollectorSettings } from './link/messages.js';
import type { Log } from './log.js';

/** glibc keeps a heap of its own for each thread that SQLite runs in, and gives little of it back: 90 of 470 MB in a flood (measured). */
const ONE_ARENA = { MALLOC_ARENA_MAX: '1' };
/**
 * V8 lets garbage pile up in proportion to its limit: 490 MB in a flood by default, 300 with this one, of which 80 are alive
 * (measured). What Node itself was started with counts more: `npm start` says 1,024.
 */
const HEAP_LIMIT = '--max-old-space-size=1536';
/**
 * MB. Events live until they are stored: of the default 16 each is copied twice before, which takes 7 % of a flood's CPU (measured). The
 * portal does with 3 (`npm start`), which spares it 33 MB of 213 in a flood.
 */
const YOUNG_SPACE = '--max-semi-space-size=32';
const ANSWER_MS = 5_000;
/** A clean stop commits what is in memory; longer than this it hangs. */
const STOP_MS = 8_000;
const NO_FURTHER_TRY =
  'It is not tried again, and serve ends: start it again when the reason is gone. A service manager does that by itself.';
const BACKOFF_MS = [100, 300, 1_000, 3_000, 10_000];
/** How often a first start that somebody killed is tried again: more would keep `serve` from saying that something is wrong. */
const FIRST_STARTS = 4;
/** A collector that ran for so long starts the back-off anew. */
const HEALTHY_MS = 10_000;

export class Supervisor {
  readonly #collectorLock: Lock;
  readonly #snapshot: string;
  #settings: CollectorSettings;
  #child: ChildProcess | undefined;
  #restarts = 0;
  #stopping = false;
  #timer: NodeJS.Timeout | undefined;
  #off: (() => void) | undefined;

  constructor(
    private readonly dataDir: string,
    settings: CollectorSettings,
    private readonly link: LinkClient,
    private readonly log: Log,
  ) {
    this.#settings = settings;
    this.#snapshot = join(dataDir, 'run', 'collector.json');
    this.#collectorLock = new Lock(join(dataDir, 'run', 'collector.lock'));
  }

  /** Resolves when a collector with our settings runs. @throws Fault COLLECTOR_AWAY, CONFLICT (an import is at work) */
  async start(): Promise<void> {
    forgetStuckParsers(join(this.dataDir, 'run', 'stuck-parsers.ndjson'));
    this.#writeSnapshot();
    if (!(await this.#adopt())) await this.#launchFirst();
    let wasAway = false;
    this.#off = this.link.onHealth((health) => {
      if (health === undefined) this.#restart();
      // What was changed while it was away did not reach it.
      else if (wasAway) this.link.send({ t: 'configure', settings: this.#settings });
      wasAway = health === undefined;
    });
  }

  /** New sources, ingest keys and live settings. A collector that is away gets them when it is back. */
  configure(settings: CollectorSettings): void {
    this.#settings = settings;
    this.#writeSnapshot();
    this.link.send({ t: 'configure', settings });
  }

  /** Lets the collector commit and end; also one that is just being started. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#off?.();
    clearTimeout(this.#timer);
    const child = this.#child;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      child.ref();
      const exited = once(child, 'exit', { signal: AbortSignal.timeout(STOP_MS) });
      child.kill('SIGTERM');
      await exited.catch(() => undefined); // it hangs: #end has the last word
    }
    await this.#end();
  }

  async #adopt(): Promise<boolean> {
    const holder = this.#collectorLock.holder();
    if (holder === undefined) return false;
    const health = await this.link.nextHealth(ANSWER_MS).catch(() => undefined);
    if (health?.role === 'import') {
      throw new Fault(
        'CONFLICT',
        `An import (process ${holder.pid}) works on this folder. Start again when it has ended.`,
      );
    }
    if (health?.fingerprint === fingerprintOf(this.#settings)) {
      this.link.send({ t: 'configure', settings: this.#settings });
      this.log.info({ pid: health.pid }, 'took over the running collector');
      return true;
    }
    const why = health === undefined ? 'does not answer' : 'has other settings';
    this.log.info({ pid: holder.pid }, `a collector that ${why} runs here; it is started anew`);
    await this.#end();
    return false;
  }

  /** A collector that ended by itself said why (a port, a version), and `serve` ends with it; one that was killed had nothing to say. */
  async #launchFirst(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#launch();
      } catch (error) {
        if (error instanceof SilentAtStart)
          throw new Fault(error.code, `${error.message} ${NO_FURTHER_TRY}`, { cause: error });
        if (!(error instanceof KilledAtStart) || this.#stopping || tries === FIRST_STARTS) throw error;
        this.log.warn({ tries }, 'the collector was killed at its start; it is started again');
      }
      await delay(BACKOFF_MS[tries - 1]!);
      await this.#end(); // a killed one holds nothing; another may have come up meanwhile
    }
  }

  async #launch(): Promise<void> {
    if (this.#stopping) return;
    // Detached: a Ctrl-C in the terminal is for the portal, which ends the collector in order.
    const child = spawn(
      process.execPath,
      [HEAP_LIMIT, ...process.execArgv, YOUNG_SPACE, mainFile(), 'collect', '--snapshot', this.#snapshot],
      {
        detached: true,
        // Sockets of the service manager stay open here, under the same numbers: what comes while no collector runs waits in them.
        stdio: ['ignore', 'inherit', 'inherit', ...inheritedDescriptors().map(({ fd }) => fd)],
        env: environmentOver(ONE_ARENA),
      },
    );
    child.unref();
    this.#child = child;
    const ended = new AbortController();
    const failed = this.#endOf(child).finally(() => ended.abort());
    failed.catch(() => undefined); // whichever of the two comes second has nobody waiting
    // Without a process there is a failure, and nobody answers.
    const started = firstAnswer({ link: this.link, log: this.log, pid: child.pid ?? 0, over: ended.signal });
    started.catch(() => undefined);
    const health = await Promise.race([started, failed]);
    this.log.info({ pid: health.pid }, 'collector started');
  }

  /** Never resolves; rejects when the process ends or never was. */
  #endOf(child: ChildProcess): Promise<never> {
    const startedAt = Date.now();
    return new Promise((_, reject) => {
      child.once('error', (cause) =>
        reject(new Fault('COLLECTOR_AWAY', `The collector could not be started: ${cause.message}`, { cause })),
      );
      child.once('exit', (code, signal) => {
        if (Date.now() - startedAt > HEALTHY_MS) this.#restarts = 0;
        if (!this.#stopping) this.log.error({ code, signal }, 'the collector ended');
        if (signal !== null) {
          const why = 'by somebody, for want of memory, or by a crash of its own';
          return reject(
            new KilledAtStart('COLLECTOR_AWAY', `The collector was killed at its start (${signal}): ${why}.`),
          );
        }
        const what = `The collector ended at its start (exit code ${code}); its message stands above.`;
        return reject(new Fault('COLLECTOR_AWAY', what));
      });
    });
  }

  #restart(): void {
    if (this.#stopping || this.#timer !== undefined) return;
    const wait = BACKOFF_MS[Math.min(this.#restarts, BACKOFF_MS.length - 1)]!;
    this.#restarts += 1;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#tryAgain().catch((error: unknown) => {
        this.log.error({ error: messageOf(error) }, 'the collector could not be started again; the next try follows');
        this.#restart();
      });
    }, wait);
  }

  async #tryAgain(): Promise<void> {
    const role = this.link.health()?.role;
    if (role === 'full') return;
    if (role === 'import') throw new Fault('CONFLICT', 'an import took the folder meanwhile; it is waited for');
    await this.#end();
    await this.#launch();
  }

  /** Makes sure that no collector runs: asks it to commit and end, then ends it. */
  async #end(): Promise<void> {
    await this.#endHolder();
    // One that did not come so far as to take the lock: it would keep this process from ending, or be one of many.
    this.#child?.kill('SIGKILL');
  }

  async #endHolder(): Promise<void> {
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
      await delay(25);
    }
    return false;
  }

  /** On a full disk the one from before must do. */
  #writeSnapshot(): void {
    try {
      writeSnapshot(this.#snapshot, this.#settings);
    } catch (error) {
      this.log.error({ error: messageOf(error) }, 'the settings for the collector could not be written');
    }
  }
}

/** It did not end by itself. */
class KilledAtStart extends Fault {}

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
