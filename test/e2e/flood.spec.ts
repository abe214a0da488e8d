// A flood of matching events: one alert with the exact count and no more messages than the budget, and killed processes take nothing
// from it. In the built program, with a receiver that verifies signatures. (`npm run bench -- notify` measures how soon.)

import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startProgram, until } from '../helpers/program.mjs';
import { TO_LOOPBACK, WebhookReceiver } from '../helpers/webhook-receiver.mjs';

const BUDGET = 3;
/** FLOOD_EVENTS=1000000 sends the million of the promise; that takes a minute. */
const EVENTS = Number(process.env['FLOOD_EVENTS'] ?? 50_000);
const PATIENCE_MS = 60_000;

let program: Awaited<ReturnType<typeof startProgram>>;
let receiver: WebhookReceiver;
beforeEach(async () => {
  program = await startProgram(TO_LOOPBACK);
  receiver = new WebhookReceiver();
  await receiver.start();
  await receiver.connect(program, { budgetPerHour: BUDGET, types: { updated: true } });
}, 90_000);
afterEach(async () => {
  await receiver?.stop();
  await program?.dispose();
});

interface AlertJson {
  readonly id: string;
  readonly count: number;
  readonly rule: { readonly id: string };
}

/** Brute force against one address's many users; `from` in the order of sending. */
async function flood(count: number, from = 0): Promise<void> {
  const socket = connect(program.ports.syslog, '127.0.0.1');
  await once(socket, 'connect');
  for (let sent = 0; sent < count;) {
    const now = new Date().toISOString();
    let lines = '';
    for (let i = 0; i < 1_000 && sent < count; i += 1, sent += 1)
      lines += `<38>1 ${now} web1 sshd ${1_000 + ((from + sent) % 9_000)} - - Failed password for bob from 203.0.113.7 port ${(from + sent) % 65_000} ssh2\n`;
    if (!socket.write(lines)) await once(socket, 'drain');
  }
  socket.end();
  await once(socket, 'close');
}

async function alertsOf(rule: string): Promise<readonly AlertJson[]> {
  const { alerts } = (await program.get('/api/v1/alerts?limit=200')) as { alerts: readonly AlertJson[] };
  return alerts.filter((alert) => alert.rule.id === rule);
}

const toldOf = (rule: string): readonly string[] => [
  ...new Set(receiver.got.filter(({ body }) => body.type === 'alert.raised' && body.alert.rule.id === rule).map(({ id }) => id)), // prettier-ignore
];

it(`of ${EVENTS} events is one alert with that count, and as many messages as the budget allows`, async () => {
  await flood(EVENTS);
  await until(async () => (await alertsOf('brute-force-address'))[0]?.count === EVENTS, PATIENCE_MS);
  expect((await alertsOf('brute-force-address')).map(({ count }) => count)).toEqual([EVENTS]);
  expect((await alertsOf('brute-force-user')).map(({ count }) => count)).toEqual([EVENTS]);
  expect(program.link.health()?.balanced).toBe(true);
  expect(receiver.got.length).toBeGreaterThan(0);
  expect(receiver.got.length).toBeLessThanOrEqual(BUDGET + 1);
  expect(receiver.refused).toBe(0);
}, 120_000);

it.each([0, 100])('is told once by one id when the portal is killed %i ms after it', killedAfter, 120_000);

async function killedAfter(ms: number): Promise<void> {
  receiver.failures = 1;
  await flood(6, 4_000);
  await sleep(ms);
  const child = program.child!;
  const died = once(child, 'exit');
  child.kill('SIGKILL');
  await died;
  await program.serve();
  await until(() => toldOf('brute-force-address').length > 0, PATIENCE_MS);
  const [alert, ...others] = await alertsOf('brute-force-address');
  expect([alert?.count, others.length, toldOf('brute-force-address').length]).toEqual([6, 0, 1]);
}

it('counts what is stored, no more and no less, when the collector is killed in the middle', async () => {
  const sending = flood(30_000).catch(() => undefined); // the connection breaks
  await until(() => program.total('stored') > 2_000, PATIENCE_MS);
  const { pid } = program.link.health() as { readonly pid: number };
  process.kill(pid, 'SIGKILL');
  await sending;
  await until(() => (program.link.health()?.pid ?? pid) !== pid, PATIENCE_MS);
  await flood(10);
  const stored = async (): Promise<number> =>
    ((await program.get('/api/v1/events/count?q=host%3Aweb1&from=-1h&to=now')) as { count: number }).count;
  const counted = async (): Promise<number | undefined> => (await alertsOf('brute-force-address'))[0]?.count;
  await until(async () => program.total('queued') === 0 && (await counted()) === (await stored()), PATIENCE_MS);
  expect(await counted()).toBeGreaterThan(2_000);
  expect((await alertsOf('brute-force-address')).length).toBe(1);
}, 120_000);
