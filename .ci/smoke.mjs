// The built program once, as a user has it: start on free ports and a new folder, wait for /readyz, one message over UDP,
// find it with `lanwarden search`, SIGTERM, gone in under 10 s.

import { execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../test/helpers/free-ports.mjs';

const BIN = fileURLToPath(new URL('../bin/lanwarden.mjs', import.meta.url));
const READY_MS = 20_000;
const FOUND_MS = 10_000;
const STOP_MS = 10_000;

const dir = mkdtempSync(join(tmpdir(), 'lanwarden-smoke-'));
const [portal, syslog, http] = await freePorts(3);
const env = {
  ...process.env,
  LANWARDEN_DATA__DIR: dir,
  LANWARDEN_PORTAL__PORT: String(portal),
  LANWARDEN_LISTEN__UDP__PORT: String(syslog),
  LANWARDEN_LISTEN__TCP__PORT: String(syslog),
  LANWARDEN_LISTEN__HTTP__PORT: String(http),
};
const marker = `smoke${Date.now().toString(36)}`;

const child = spawn(process.execPath, [BIN, 'serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
let output = '';
child.stdout.on('data', (text) => (output += text));
child.stderr.on('data', (text) => (output += text));
const exited = once(child, 'exit');

try {
  await until('ready', READY_MS, isReady);
  await send(
    `<38>${bsdTime(new Date())} smoke sshd[1]: Failed password for invalid user ${marker} from 192.0.2.7 port 4711 ssh2`,
  );
  const event = await until('the message found', FOUND_MS, find);
  if (event['user.name'] !== marker || event['source.ip'] !== '192.0.2.7')
    throw new Error(`parsed wrongly: ${JSON.stringify(event)}`);
  const started = Date.now();
  child.kill('SIGTERM');
  const end = await Promise.race([exited, sleep(STOP_MS, ['timeout'], { ref: false })]);
  if (end[0] !== 0)
    throw new Error(
      `after SIGTERM: ${end[0] === 'timeout' ? `still there after ${STOP_MS} ms` : `exit code ${end[0]}, signal ${end[1]}`}`,
    );
  console.log(`smoke: received, parsed, stored, found; stopped in ${Date.now() - started} ms`);
} catch (error) {
  console.error(`smoke: ${error.message}\n--- output of the program\n${output.slice(-8_000)}`);
  process.exitCode = 1;
} finally {
  if (child.exitCode === null && child.signalCode === null) await forceStop();
  rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** The collector outlives a killed portal: its lock names it. */
async function forceStop() {
  child.kill('SIGTERM');
  await Promise.race([exited, sleep(STOP_MS, undefined, { ref: false })]);
  if (child.exitCode !== null) return;
  child.kill('SIGKILL');
  await exited;
  const lock = join(dir, 'run', 'collector.lock');
  if (existsSync(lock)) process.kill(JSON.parse(readFileSync(lock, 'utf8')).pid, 'SIGKILL');
}

async function isReady() {
  const response = await fetch(`http://127.0.0.1:${portal}/readyz`).catch(() => undefined);
  return response?.status === 200;
}

function find() {
  const out = execFileSync(process.execPath, [BIN, 'search', marker, '--format', 'ndjson'], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return out === '' ? undefined : JSON.parse(out.split('\n', 1)[0]);
}

async function until(what, ms, check) {
  const deadline = Date.now() + ms;
  let last;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`${what}: the program ended with code ${child.exitCode}`);
    try {
      const result = await check();
      if (result) return result;
    } catch (error) {
      last = error;
    }
    await sleep(100);
  }
  throw new Error(`not ${what} after ${ms} ms${last === undefined ? '' : `: ${last.message}`}`);
}

async function send(text) {
  const socket = createSocket('udp4');
  await new Promise((resolve, reject) =>
    socket.send(text, syslog, '127.0.0.1', (error) => (error ? reject(error) : resolve())),
  );
  socket.close();
}

/** RFC 3164 §4.1.2, UTC: `Nov  2 11:15:05`. */
function bsdTime(date) {
  const month = date.toLocaleString('en', { month: 'short', timeZone: 'UTC' });
  return `${month} ${String(date.getUTCDate()).padStart(2)} ${date.toISOString().slice(11, 19)}`;
}
