// From a line on the wire to an alert, in the built program with its two processes: within a second, and neither a killed portal nor a
// killed collector forgets an event, counts it twice or raises an alert twice.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { report, startProgram, until } from '../helpers/program.mjs';

type Program = Awaited<ReturnType<typeof startProgram>>;
let program: Program;

beforeAll(async () => {
  program = await startProgram();
}, 90_000);
afterAll(() => program?.dispose());

interface AlertJson {
  readonly id: string;
  readonly count: number;
  readonly rule: { readonly id: string };
  readonly entity: { readonly src_ip?: string };
}

const failure = (address: string, n: number): string =>
  `<38>1 ${new Date().toISOString()} web1 sshd 42 - - Failed password for bob from ${address} port ${4_000 + n} ssh2`;

async function send(lines: readonly string[]): Promise<void> {
  const socket = createSocket('udp4');
  for (const line of lines)
    await new Promise((resolve) => socket.send(line, program.ports.syslog, '127.0.0.1', resolve));
  socket.close();
}

const failures = (address: string, n: number): readonly string[] =>
  Array.from({ length: n }, (_, index) => failure(address, index));

async function alertsOf(address: string): Promise<readonly AlertJson[]> {
  const { alerts } = (await program.get('/api/v1/alerts?rule=brute-force-address')) as { alerts: readonly AlertJson[] };
  return alerts.filter(({ rule, entity }) => rule.id === 'brute-force-address' && entity.src_ip === address);
}

async function expectOne(address: string, count: number, timeoutMs = 20_000): Promise<string> {
  let alerts: readonly AlertJson[] = [];
  await until(async () => (alerts = await alertsOf(address)).some((alert) => alert.count >= count), timeoutMs).catch(
    () => undefined,
  );
  expect(alerts.map((alert) => alert.count)).toEqual([count]);
  return alerts[0]?.id ?? '';
}

describe('five failed logons from one address', () => {
  it('are an alert; how soon is printed, and measured by npm run bench -- notify', async () => {
    const waits: number[] = [];
    for (let round = 1; round <= 10; round += 1) {
      const address = `203.0.113.${round}`;
      await send(failures(address, 4));
      const began = performance.now();
      await send([failure(address, 5)]);
      await until(async () => (await alertsOf(address)).length === 1, 20_000);
      waits.push(performance.now() - began);
    }
    waits.sort((a, b) => a - b);
    report('event to alert, median', waits[5], 'ms');
    report('event to alert, worst of 10', waits.at(-1), 'ms');
    expect(waits).toHaveLength(10);
  });

  it('are one alert, however the portal ends in between', async () => {
    const address = '203.0.113.50';
    await send(failures(address, 3));
    await until(() => program.total('stored') >= 53, 20_000);
    program.child!.kill('SIGKILL');
    await once(program.child!, 'exit');
    await send(failures(address, 2));
    await program.serve();
    const id = await expectOne(address, 5);
    program.child!.kill('SIGKILL');
    await once(program.child!, 'exit');
    await send(failures(address, 2));
    await program.serve();
    expect(await expectOne(address, 7)).toBe(id);
  });

  it('are one alert, however the collector ends in between', async () => {
    const address = '203.0.113.60';
    const before = program.total('stored') as number;
    await send(failures(address, 3));
    await until(() => program.total('stored') >= before + 3, 20_000);
    const { pid } = program.link.health();
    process.kill(pid, 'SIGKILL');
    await until(() => program.link.health() !== undefined && program.link.health().pid !== pid, 20_000);
    await send(failures(address, 2));
    await expectOne(address, 5);
  });
});

describe('every stored event', () => {
  const addresses = Array.from({ length: 8 }, (_, n) => `198.51.100.${n + 1}`);
  const counted = {
    id: 'counted',
    name: 'Counted',
    groupBy: ['source.ip'],
    suppressMinutes: 1_440,
    detect: { kind: 'match', query: 'src_ip:198.51.100.0/24' },
  };
  let isSending = true;

  /** What was stored, by address; what a crash took from memory is not in it. */
  const stored = (): Record<string, number> => {
    const sum: Record<string, number> = {};
    for (const event of program.search('src_ip:198.51.100.0/24', 100_000))
      sum[event['source.ip']] = (sum[event['source.ip']] ?? 0) + 1;
    return sum;
  };
  const alerted = async (): Promise<Record<string, readonly number[]>> => {
    const { alerts } = (await program.get('/api/v1/alerts?rule=counted&limit=100')) as { alerts: readonly AlertJson[] };
    const counts: Record<string, number[]> = {};
    for (const { entity, count } of alerts) (counts[entity.src_ip ?? ''] ??= []).push(count);
    return counts;
  };
  const keepSending = async (): Promise<void> => {
    for (let n = 0; isSending; n += 1) {
      await send(addresses.map((address) => failure(address, n % 1_000)));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const killCollector = (): void => {
    const pid = program.link.health()?.pid;
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  };
  const killPortal = async (): Promise<void> => {
    const exited = once(program.child!, 'exit');
    program.child!.kill('SIGKILL');
    await exited;
  };

  it('is counted once, whatever is killed while they come', { timeout: 240_000 }, async () => {
    const answer = await fetch(`${program.url}/api/v1/rules`, {
      method: 'POST',
      headers: { authorization: `Bearer ${program.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(counted),
    });
    expect(answer.status).toBe(201);
    const sending = keepSending();
    for (const end of ['portal', 'collector', 'both', 'both'] as const) {
      await until(async () => Object.keys(await alerted()).length === addresses.length, 30_000);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 1_000));
      if (end !== 'portal') killCollector();
      if (end !== 'collector') {
        await killPortal();
        await program.serve();
      }
    }
    isSending = false;
    await sending;
    const expected = (): object => Object.fromEntries(Object.entries(stored()).map(([address, n]) => [address, [n]]));
    await until(async () => JSON.stringify(await sorted()) === JSON.stringify(sortedBy(expected())), 60_000).catch(
      () => undefined,
    );
    expect(await alerted()).toEqual(expected());
    report(
      'events counted over four kills',
      Object.values(stored()).reduce((sum, n) => sum + n, 0),
      'events',
    );
  });

  const sorted = async (): Promise<object> => sortedBy(await alerted());
  const sortedBy = (counts: object): object =>
    Object.fromEntries(Object.entries(counts).toSorted(([a], [b]) => a.localeCompare(b)));
});
