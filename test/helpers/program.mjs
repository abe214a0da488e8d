// Starts the built program on free ports and a folder of its own, and measures it from outside: CPU time, memory, disk.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts } from './free-ports.mjs';
import { cpuSecondsOf, killOne, peakRssOf, pssOf } from './processes.mjs';

export { freePorts };

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** As `npm start` does. */
const START_FLAGS = ['--max-old-space-size=1024', '--max-semi-space-size=3'];
const START_ENV = { MALLOC_ARENA_MAX: '1' };
export const MAIN = join(ROOT, 'dist/src/main.js');
const { LinkClient } = await import(join(ROOT, 'dist/src/link/client.js'));

/**
 * @param {Record<string, string>} extra more LANWARDEN_ variables
 * @param {{ dir?: string }} options
 */
export async function startProgram(extra = {}, { dir = mkdtempSync(join(tmpdir(), 'lanwarden-run-')) } = {}) {
  const [portal, syslog, tls, http] = await freePorts(4);
  const env = {
    ...process.env,
    LANWARDEN_DATA__DIR: dir,
    LANWARDEN_PORTAL__PORT: String(portal),
    LANWARDEN_LISTEN__UDP__PORT: String(syslog),
    LANWARDEN_LISTEN__TCP__PORT: String(syslog),
    LANWARDEN_LISTEN__TLS__PORT: String(tls),
    LANWARDEN_LISTEN__HTTP__PORT: String(http),
    LANWARDEN_LOG__LEVEL: 'warn',
    ...extra,
  };
  const token = lanwarden(['token', 'create', '--name', `t${Date.now()}`, '--role', 'admin'], env).trim();
  const program = new Program(dir, env, { portal, syslog, tls, http }, token);
  try {
    await program.serve();
    return program;
  } catch (error) {
    await program.dispose();
    throw error;
  }
}

/**
 * Runs a command of the built program and returns what it printed.
 * @param {readonly unknown[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {string | undefined} input what it reads from standard input
 */
export function lanwarden(args, env, input = undefined) {
  return execFileSync(process.execPath, [MAIN, ...args.map(String)], {
    env,
    encoding: 'utf8',
    input,
    maxBuffer: 1 << 28,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

class Program {
  constructor(dir, env, ports, token) {
    this.dir = dir;
    this.env = env;
    this.ports = ports;
    this.token = token;
    this.link = new LinkClient(dir);
    this.link.start();
    this.readyMs = 0;
    /** All that the program said since its first start, as a person reads it in the terminal. */
    this.output = '';
  }

  /** Starts `serve` (again) and waits until it is ready. */
  async serve() {
    const started = performance.now();
    this.launch();
    await this.whenReady();
    this.readyMs = performance.now() - started;
  }

  /** Starts `serve` (again); for tests that do not wait, since they kill it at any time. */
  launch() {
    this.child = spawn(process.execPath, [...START_FLAGS, MAIN, 'serve'], {
      env: { ...this.env, ...START_ENV },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of ['stdout', 'stderr'])
      this.child[stream].on('data', (chunk) => {
        this.output += chunk;
        process[stream].write(chunk);
      });
  }

  async whenReady() {
    await until(async () => (await fetch(`${this.url}/readyz`)).ok && this.link.health() !== undefined, 60_000);
  }

  get url() {
    return `http://127.0.0.1:${this.ports.portal}`;
  }

  get pids() {
    return [this.child.pid, this.link.health()?.pid].filter((pid) => pid !== undefined);
  }

  async get(path) {
    const response = await fetch(`${this.url}${path}`, { headers: { authorization: `Bearer ${this.token}` } });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  /** Newest first, as the search command finds them. */
  search(query, limit = 1_000) {
    const out = lanwarden(
      ['search', query, '--format', 'ndjson', '--from', '-7d', '--to', 'now', '--limit', limit],
      this.env,
    );
    return out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  }

  /** Sum over all sources. */
  total(counter) {
    return (this.link.health()?.ledger ?? []).reduce((sum, row) => sum + row[counter], 0);
  }

  cpuSeconds() {
    return this.pids.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
  }

  pssBytes() {
    return this.pids.map(pssOf);
  }

  peakRssBytes() {
    return this.pids.map(peakRssOf);
  }

  diskBytes() {
    return readdirSync(join(this.dir, 'events')).reduce(
      (sum, file) => sum + statSync(join(this.dir, 'events', file)).size,
      0,
    );
  }

  get hasEnded() {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Ends the portal in order, and with it the collector. Resolves with the exit code; null: it was killed. */
  async stop() {
    if (!this.hasEnded) {
      const exited = new Promise((resolve) => this.child.once('exit', resolve));
      this.child.kill('SIGTERM');
      await exited;
    }
    this.link.stop();
    return this.child.exitCode;
  }

  /** Stops and removes everything; also what a test killed half way, and the collector of a portal that ended by itself. */
  async dispose() {
    const collector = this.link.health()?.pid;
    if (this.hasEnded && collector !== undefined) killOne(collector);
    await this.stop();
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/**
 * Runs `lanwarden loggen` as another process and returns its report.
 * @param {readonly unknown[]} args
 * @param {AbortSignal | undefined} signal ends it, without a report
 */
export function loggen(args, signal = undefined) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, 'loggen', ...args.map(String)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    signal?.addEventListener('abort', () => child.kill());
    child.stdout.on('data', (chunk) => (out += chunk));
    child.once('exit', (code) =>
      signal?.aborted
        ? resolve(undefined)
        : code === 0
          ? resolve(JSON.parse(out.trim().split('\n').at(-1)))
          : reject(new Error(`loggen ended with ${code}`)),
    );
  });
}

/** Waits for a condition; errors count as "not yet". */
export async function until(condition, timeoutMs) {
  for (const end = performance.now() + timeoutMs; performance.now() < end;) {
    if (
      await Promise.resolve()
        .then(condition)
        .catch(() => false)
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`not reached within ${timeoutMs} ms: ${condition}`);
}

/** One JSON line a figure. */
export function report(figure, value, unit, more = {}) {
  console.log(
    JSON.stringify({ figure, value: isFraction(value) ? Number(value.toPrecision(4)) : value, unit, ...more }),
  );
}

/** What is counted is told as it is. */
const isFraction = (value) => typeof value === 'number' && !Number.isInteger(value);
