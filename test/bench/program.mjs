// Starts the built program on free ports and a folder of its own, and measures it from outside: CPU time, memory, disk.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const BIN = join(ROOT, 'bin/lanwarden.mjs');
const CLOCK_TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** @param extra more LANWARDEN_ variables */
export async function startProgram(extra = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'lanwarden-bench-'));
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
  const token = execFileSync(process.execPath, [BIN, 'token', 'create', '--name', 'bench', '--role', 'admin'], { env, encoding: 'utf8' }).trim();
  const startedAt = performance.now();
  const child = spawn(process.execPath, [BIN, 'serve'], { env, stdio: ['ignore', 'inherit', 'inherit'] });
  const base = `http://127.0.0.1:${portal}`;
  await until(async () => (await fetch(`${base}/readyz`)).ok, 60_000);
  const readyMs = performance.now() - startedAt;
  const { LinkClient } = await import(join(ROOT, 'dist/src/link/client.js'));
  const link = new LinkClient(dir);
  link.start();
  const { pid: collectorPid } = await link.nextHealth(5_000);
  const pids = [child.pid, collectorPid];
  return {
    dir,
    env,
    readyMs,
    ports: { portal, syslog, tls, http },
    pids,
    link,
    get: async (path) => {
      const response = await fetch(`${base}${path}`, { headers: { authorization: `Bearer ${token}` } });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return response.json();
    },
    /** Sum over all sources. */
    total: (counter) => (link.health()?.ledger ?? []).reduce((sum, row) => sum + row[counter], 0),
    cpuSeconds: () => pids.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0),
    pssBytes: () => pids.reduce((sum, pid) => sum + fieldOf(pid, 'smaps_rollup', 'Pss'), 0),
    peakRssBytes: () => pids.map((pid) => fieldOf(pid, 'status', 'VmHWM')),
    diskBytes: () => readdirSync(join(dir, 'events')).reduce((sum, file) => sum + statSync(join(dir, 'events', file)).size, 0),
    stop: async () => {
      link.stop();
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Runs `lanwarden loggen` as another process and returns its report. */
export function loggen(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, 'loggen', ...args.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.once('exit', (code) => (code === 0 ? resolve(JSON.parse(out.trim().split('\n').at(-1))) : reject(new Error(`loggen ended with ${code}`))));
  });
}

/** Waits for a condition; errors count as "not yet". */
export async function until(condition, timeoutMs) {
  for (const end = performance.now() + timeoutMs; performance.now() < end; ) {
    if (await Promise.resolve().then(condition).catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`not reached within ${timeoutMs} ms: ${condition}`);
}

/** One JSON line a figure. */
export function report(figure, value, unit, more = {}) {
  console.log(JSON.stringify({ figure, value: typeof value === 'number' ? Number(value.toPrecision(4)) : value, unit, ...more }));
}

async function freePorts(n) {
  const servers = await Promise.all(
    Array.from({ length: n }, () => new Promise((resolve) => { const server = createServer().listen(0, '127.0.0.1', () => resolve(server)); })), // prettier-ignore
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function cpuSecondsOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [user, system] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 13); // prettier-ignore
  return (Number(user) + Number(system)) / CLOCK_TICKS;
}

function fieldOf(pid, file, name) {
  const match = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'));
  return Number(match?.[1] ?? 0) * 1024;
}
