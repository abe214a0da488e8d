// The whole way, in the built program with its two processes: two weeks of logons are imported and learned, one from a country where its
// account never was arrives over UDP, and a signed webhook says so in a sentence, with its reasons.

import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lanwarden, report, startProgram, until } from '../helpers/program.mjs';
import { TO_LOOPBACK, WebhookReceiver } from '../helpers/webhook-receiver.mjs';

const DAY_MS = 86_400_000;
const DAYS = 14;
const USERS = Array.from({ length: 14 }, (_, n) => `user${n + 1}`);

const dir = mkdtempSync(join(tmpdir(), 'lanwarden-unusual-'));
const receiver = new WebhookReceiver();
let program: Awaited<ReturnType<typeof startProgram>>;

beforeAll(async () => {
  const geo = join(dir, 'geo.csv');
  writeFileSync(geo, 'cidr,country,lat,lon\n198.51.100.0/24,DE,52.5,13.4\n203.0.113.0/24,PL,52.2,21.0\n');
  program = await startProgram({ ...TO_LOOPBACK, LANWARDEN_GEOIP__PATH: geo });
  await receiver.start();
  await receiver.connect(program, { types: { raised: true, updated: true } });
  const log = join(dir, 'history.log');
  writeFileSync(log, history(Date.now()).join('\n'));
  lanwarden(['import', log], program.env);
  await learn();
}, 300_000);
afterAll(async () => {
  await receiver.stop();
  await program?.dispose();
  rmSync(dir, { recursive: true, force: true });
});

interface Told {
  readonly body: {
    readonly type: string;
    readonly alert: {
      readonly rule: { readonly id: string };
      readonly title: string;
      readonly summary: string;
      readonly score: number;
      readonly entity: object;
      readonly reasons: readonly { readonly code: string; readonly actual: string; readonly points: number }[];
    };
  };
}

it(
  'a logon from a new country is told within moments: who, where from, and why that is odd',
  { timeout: 60_000 },
  async () => {
    await send(logon(Date.now(), 'user3', '203.0.113.7', 'web1'));
    const sentAt = Date.now();
    const unusual = (): Told['body']['alert'] | undefined =>
      (receiver.got as readonly Told[]).find(({ body }) => body.alert.rule.id === 'unusual-behaviour')?.body.alert;
    await until(() => unusual() !== undefined, 20_000);
    report('event to webhook of an anomaly', Date.now() - sentAt, 'ms');
    const alert = unusual()!;
    expect(alert.entity).toMatchObject({ user: 'user3', src_ip: '203.0.113.7', host: 'web1' });
    expect(alert.title).toMatch(/^Unusual for user3: /);
    expect(alert.summary).toContain('user3');
    expect(alert.summary).toContain('203.0.113.7');
    expect(alert.reasons).toContainEqual(
      expect.objectContaining({ code: 'new-country', actual: expect.stringContaining('PL') }),
    );
    expect(alert.reasons.reduce((sum, { points }) => sum + points, 0)).toBe(alert.score);
    expect(alert.score).toBeGreaterThanOrEqual(75);
    expect(receiver.refused).toBe(0);
  },
);

it('what everybody does each day is told to nobody', { timeout: 60_000 }, async () => {
  const before = receiver.got.length;
  const stored = program.total('stored') as number;
  for (const user of USERS.slice(4, 8)) await send(logon(Date.now(), user, officeOf(user), 'web2'));
  await until(() => program.total('stored') >= stored + 4, 20_000);
  // Alerts are told in order: this one is behind whatever those four would have been.
  for (let n = 0; n < 12; n += 1) await send(failure(Date.now(), '192.0.2.99', n));
  await until(() => receiver.got.length > before, 20_000);
  const told = (receiver.got as readonly Told[]).slice(before).map(({ body }) => body.alert);
  expect(told.filter(({ rule }) => rule.id === 'unusual-behaviour').map(({ summary }) => summary)).toEqual([]);
});

interface Status {
  readonly model: { readonly through: string } | null;
  readonly stage: { readonly through: string | null } | null;
  readonly training: { readonly running: object | null };
}

async function learn(): Promise<void> {
  // Another one may run, because history was imported.
  await until(async () => {
    const started = await fetch(`${program.url}/api/v1/baselines/train`, {
      method: 'POST',
      headers: { authorization: `Bearer ${program.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ anew: true }),
    });
    return started.ok;
  }, 120_000);
  await until(async () => {
    const { model, stage, training } = (await program.get('/api/v1/baselines/status')) as Status;
    if (training.running !== null || model === null) return false;
    // While nothing comes the stage only tells each ten seconds what it uses.
    await send(`<78>1 ${new Date().toISOString()} web1 cron 7 - - (root) CMD (true)`);
    return stage?.through === model.through;
  }, 120_000);
}

/** Days of people in an office, ten hours around the hour that it is now; sometimes one is at home; a wrong password now and then. */
function history(now: number): readonly string[] {
  const random = mulberry(7);
  const lines: { readonly time: number; readonly line: string }[] = [];
  for (let day = DAYS; day >= 1; day -= 1)
    for (const user of USERS) {
      const isAtHome = random() < 0.1;
      const address = isAtHome ? `198.51.100.${10 + USERS.indexOf(user)}` : officeOf(user);
      for (let n = 0; n < 8; n += 1) {
        const time = now - day * DAY_MS + Math.floor((random() - 0.5) * 36_000_000);
        const host = `web${1 + Math.floor(random() * 3)}`;
        if (random() < 0.03) lines.push({ time: time - 5_000, line: failure(time - 5_000, address, n, user) });
        lines.push({ time, line: logon(time, user, address, host) });
      }
    }
  return lines.toSorted((a, b) => a.time - b.time).map(({ line }) => line);
}

function officeOf(user: string): string {
  return `10.0.4.${10 + USERS.indexOf(user)}`;
}

function logon(time: number, user: string, address: string, host: string): string {
  return `<38>1 ${new Date(time).toISOString()} ${host} sshd 42 - - Accepted password for ${user} from ${address} port 4022 ssh2`;
}

function failure(time: number, address: string, n: number, user = 'root'): string {
  return `<38>1 ${new Date(time).toISOString()} web1 sshd 42 - - Failed password for ${user} from ${address} port ${4_000 + n} ssh2`;
}

async function send(line: string): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise((resolve) => socket.send(line, program.ports.syslog, '127.0.0.1', resolve));
  socket.close();
}

/** The same numbers each time. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
