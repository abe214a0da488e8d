// How fast bytes become events: decode, identify, dispatch, parse, complete, on one core, nothing stored.

import { loggen, report } from '../helpers/program.mjs';
import { createServer } from 'node:net';

const ROOT = new URL('../../dist/', import.meta.url);
const SECONDS = 3;
const TEN = new Set([
  'json',
  'kv',
  'linux-auth',
  'mikrotik',
  'netfilter',
  'nginx',
  'openvpn',
  'pf',
  'pihole',
  'windows',
]);

export async function parse() {
  const load = (file) => import(new URL(file, ROOT).href);
  const [{ Interpreter }, { Sources }, { Dispatcher }, { discoverParsers }] = await Promise.all(
    [
      'src/collector/interpret.js',
      'src/collector/identify/sources.js',
      'src/collector/parse/dispatcher.js',
      'src/plugin/discovery.js',
    ].map(load),
  );
  const { plugins } = await discoverParsers();
  // The ten oldest, which claim these mixes, and all that there are, filled up to 60 with parsers that never fit: the cost of a line
  // must not grow with their number.
  const ten = plugins.filter(({ id }) => TEN.has(id));
  const idle = (n) => Array.from({ length: n }, (_, i) => ({ id: `idle-${i}`, title: 'idle', contract: '^1.0.0', family: 'none', hint: { apps: [`idle${i}`], contains: [`%IDLE-${i}-`] }, parse: () => undefined })); // prettier-ignore
  const many = [...plugins, ...idle(Math.max(0, 60 - plugins.length))];
  for (const [mix, parsers] of [
    ['bench', ten],
    ['bench', many],
    ['windows', ten],
    ['windows', many],
    ['house', ten],
    ['house', many],
  ]) {
    // prettier-ignore
    const lines = await linesOf(mix);
    const interpreter = new Interpreter({
      sources: new Sources({ size: 0, has: () => false, slot: () => 0 }, []),
      dispatcher: new Dispatcher(parsers, { errorLimit: 5 }),
      zone: 'UTC',
    });
    const frames = lines.map((bytes) => ({
      bytes,
      receivedAt: Date.now(),
      transport: 'tcp',
      peer: { address: '127.0.0.1', port: 1 },
    }));
    const claimed = frames.filter((frame) => interpreter.interpret(frame).event['event.dataset'] !== 'none').length;
    let done = 0;
    const cpu = process.cpuUsage();
    const end = performance.now() + SECONDS * 1000;
    while (performance.now() < end) {
      for (const frame of frames) interpreter.interpret(frame);
      done += frames.length;
    }
    const { user, system } = process.cpuUsage(cpu);
    report('parsed', done / ((user + system) / 1e6), 'lines per CPU second', {
      mix,
      parsers: parsers.length,
      claimed: claimed / frames.length,
    });
  }
}

/** Lines as loggen sends them, taken off a socket. */
export async function linesOf(mix) {
  const chunks = [];
  const server = createServer((socket) => socket.on('data', (chunk) => chunks.push(chunk)));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  await loggen(['--port', server.address().port, '--transport', 'tcp', '--count', 10_000, '--mix', mix]);
  await new Promise((resolve) => server.close(resolve));
  return Buffer.concat(chunks).toString('latin1').split('\n').filter((line) => line !== '').map((line) => Buffer.from(line, 'latin1')); // prettier-ignore
}
