// Who sends in a bench: always another process, so that its cost is not the program's. One report for all of them: sent, seconds, rate,
// bytes (and errors, resent), as `lanwarden loggen` prints it.

import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { loggen } from '../helpers/program.mjs';

const HTTP_SENDER = fileURLToPath(new URL('http-sender.mjs', import.meta.url));

/** What the program needs for a transport beside its defaults. */
export async function settingsFor(transport) {
  if (transport === 'tls') return { LANWARDEN_LISTEN__TLS__ENABLED: 'true', LANWARDEN_LISTEN__TLS__SELFSIGNED: 'true' };
  if (transport !== 'relp') return {};
  const port = await portBelowEphemeral();
  return { LANWARDEN_LISTEN__RELP__ENABLED: 'true', LANWARDEN_LISTEN__RELP__PORT: String(port) };
}

/** Not from the kernel's own range: it would hand the same number out again for the program's other listeners. */
async function portBelowEphemeral() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer();
    const isFree = await new Promise((resolve) =>
      server.once('error', () => resolve(false)).listen(port, () => resolve(true)),
    );
    server.close();
    if (isFree) return port;
  }
}

/** @param {{ transport: string, count: number, mix: string, rate?: number, connections?: number, window?: number }} what `window`: RELP */
export function send(program, { transport, count, mix, rate, connections = 1, window }) {
  if (transport === 'http' || transport === 'ndjson') {
    return sendHttp(['--url', `http://127.0.0.1:${program.ports.http}`, '--as', transport, '--count', count, '--mix', mix]); // prettier-ignore
  }
  return loggen([
    '--port',
    portOf(program, transport),
    '--transport',
    transport,
    '--count',
    count,
    '--mix',
    mix,
    '--connections',
    connections,
    ...(rate === undefined ? [] : ['--rate', rate]),
    ...(window === undefined ? [] : ['--window', window]),
  ]);
}

function portOf({ ports, env }, transport) {
  if (transport === 'tls') return ports.tls;
  return transport === 'relp' ? env.LANWARDEN_LISTEN__RELP__PORT : ports.syslog;
}

function sendHttp(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [HTTP_SENDER, ...args.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.once('exit', (code) =>
      code === 0 ? resolve(JSON.parse(out)) : reject(new Error(`sender ended with ${code}`)),
    );
  });
}
