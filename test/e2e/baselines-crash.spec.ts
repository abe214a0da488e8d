// A collector that is killed goes on scoring as if it had not been: two programs get the same lines, one of them dies on the way.

import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import { Baselines } from '../../modules/baselines/baselines.js';
import { NO_IDENTITY } from '../../modules/baselines/identity/testing.js';
import { ModelFiles } from '../../modules/baselines/model/model-file.js';
import { startProgram, until } from '../helpers/program.mjs';

type Program = Awaited<ReturnType<typeof startProgram>>;
let programs: Program[];

beforeAll(async () => {
  const baselines = learned();
  programs = await Promise.all(
    [1, 2].map(async () => {
      const dir = mkdtempSync(join(tmpdir(), 'lanwarden-run-'));
      await publish(baselines, dir);
      return startProgram({}, { dir });
    }),
  );
}, 90_000);
afterAll(() => Promise.all((programs ?? []).map((program) => program.dispose())));

/** Logons of 20 hours: people at their machines, then one of them from elsewhere on many, with failures. */
const LINES = Array.from({ length: 600 }, (_, n) => {
  const time = new Date(Date.now() - 20 * 3_600_000 + n * 115_000).toISOString();
  const isIntruder = n > 480 && n % 3 === 0;
  const user = isIntruder ? 'alice' : ['alice', 'bob', 'carol', 'dave'][(n * 7) % 4];
  const host = isIntruder ? `vault${n % 11}` : `pc-${user}`;
  const ip = isIntruder ? '203.0.113.7' : `10.0.4.${10 + ((n * 7) % 4)}`;
  const word = isIntruder && n % 2 === 0 ? 'Failed' : 'Accepted';
  return `<86>1 ${time} ${host} sshd ${n} - - ${word} password for ${user} from ${ip} port ${20_000 + n} ssh2\n`;
});

/** What the two weeks before teach: each at the own machine, each hour of day and night. */
function learned(): Baselines {
  const baselines = new Baselines({ zone: 'UTC', budget: 2, identity: NO_IDENTITY });
  const today = Math.floor((Date.now() - 20 * 3_600_000) / 86_400_000) * 86_400_000;
  for (let time = today - 14 * 86_400_000, n = 0; time <= today; time += 900_000, n++) {
    const user = ['alice', 'bob', 'carol', 'dave'][n % 4]!;
    const at = { '@timestamp': time, 'event.ingested': time, 'lanwarden.source': 'x', 'host.name': `pc-${user}` };
    const what = { 'event.action': 'ssh_login', 'event.category': ['authentication'], 'event.type': ['start'] };
    const who = { 'event.outcome': 'success', 'user.name': user, 'source.ip': `10.0.4.${10 + (n % 4)}` };
    baselines.take({ ...at, ...what, ...who } as unknown as LogEvent, 'live');
    while (baselines.engine.closedDays.length > 0) baselines.engine.closeDay();
  }
  return baselines;
}

async function publish(baselines: Baselines, dir: string): Promise<void> {
  const files = new ModelFiles(join(dir, 'baselines'));
  const { through = 0 } = baselines.engine;
  await files.publish(await files.write('learned', { through, about: {} }, baselines.save()));
}

async function send(program: Program, lines: readonly string[]): Promise<void> {
  const before = program.total('stored');
  const socket = connect(program.ports.syslog, '127.0.0.1');
  await once(socket, 'connect');
  socket.end(lines.join(''));
  await until(() => program.total('stored') === before + lines.length && program.total('queued') === 0, 20_000);
}

/** Its collector, in order or not; the portal starts another one. */
async function end(program: Program, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const { pid } = program.link.health();
  process.kill(pid, signal);
  await until(() => program.link.health() !== undefined && program.link.health().pid !== pid, 20_000);
}

function scores(program: Program): ReadonlyMap<number, unknown> {
  const events = program.search('app:sshd', 1_000) as Record<string, unknown>[];
  return new Map(
    events.map((event) => [
      event['process.pid'] as number,
      Object.entries(event).filter(([name]) => name === 'event.risk_score' || /^lanwarden\.(?!source)/.test(name)),
    ]),
  );
}

it('event by event', async () => {
  const [whole, killed] = programs as [Program, Program];
  await send(whole, LINES);
  await send(killed, LINES.slice(0, 150));
  await end(killed, 'SIGKILL');
  await send(killed, LINES.slice(150, 300));
  await end(killed, 'SIGTERM');
  await send(killed, LINES.slice(300, 520));
  await end(killed, 'SIGKILL');
  await send(killed, LINES.slice(520));
  const [expected, got] = [scores(whole), scores(killed)];
  expect(got.size).toBe(LINES.length);
  const values = [...expected.values()].map((fields) => new Map(fields as [string, unknown][]).get('event.risk_score'));
  expect(new Set(values).size).toBeGreaterThan(5);
  expect(Math.max(...(values as number[]))).toBeGreaterThan(75);
  for (const [pid, fields] of expected) expect([pid, got.get(pid)]).toEqual([pid, fields]);
}, 120_000);
