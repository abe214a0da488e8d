// Two built programs on one PostgreSQL: one has the duties and scores. What is unusual and arrives at the other one’s collector is a finding
// in both; and when the one that scores is killed, the other one goes on with its model.

import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../helpers/postgres.js';
import { lanwarden, report, startProgram, until } from '../helpers/program.mjs';

const DAY_MS = 86_400_000;
const DAYS = 14;
const USERS = Array.from({ length: 14 }, (_, n) => `user${n + 1}`);
type Program = Awaited<ReturnType<typeof startProgram>>;

const dir = mkdtempSync(join(tmpdir(), 'lanwarden-several-'));
let server: PostgresServer;
let first: Program;
let second: Program;
/** Which of the two has the duties: a busy machine may move them before a test begins. */
let scorer: Program;
let other: Program;

beforeAll(async () => {
  const geo = join(dir, 'geo.csv');
  writeFileSync(geo, 'cidr,country,lat,lon\n198.51.100.0/24,DE,52.5,13.4\n203.0.113.0/24,PL,52.2,21.0\n');
  server = await startPostgres();
  const url = await server.freshDatabase();
  const env = {
    LANWARDEN_DATABASE__URL: url,
    LANWARDEN_EVENTS__STORE: 'postgres',
    LANWARDEN_GEOIP__PATH: geo,
    LANWARDEN_SECRETS__KEY_FILE: join(dir, 'secret.key'),
  };
  first = await startProgram({ ...env, LANWARDEN_NODE__NAME: 'first' });
  second = await startProgram({ ...env, LANWARDEN_NODE__NAME: 'second' });
  const log = join(dir, 'history.log');
  writeFileSync(log, history(Date.now()).join('\n'));
  lanwarden(['import', log], first.env);
  await learn();
}, 300_000);
afterAll(async () => {
  await second?.dispose();
  await first?.dispose();
  await server?.stop();
  rmSync(dir, { recursive: true, force: true });
}, 60_000);

interface Status {
  readonly learning: object | null;
  readonly model: { readonly through: string } | null;
  readonly stage: { readonly through: string | null } | null;
  readonly elsewhere: string | null;
  readonly training: { readonly running: object | null; readonly last: { readonly id: number } | null };
}

interface FindingAnswer {
  readonly entity: { readonly name: string };
  readonly score: number;
  readonly summary: string;
  readonly events: readonly string[];
  readonly reasons: readonly { readonly code: string }[];
}

const statusOf = async (program: Program): Promise<Status> => (await program.get('/api/v1/baselines/status')) as Status;

async function findingOf(program: Program, user: string, country: string): Promise<FindingAnswer | undefined> {
  const { findings } = (await program.get(`/api/v1/baselines/findings?entity=user:${user}`)) as {
    findings: readonly FindingAnswer[];
  };
  return findings.find(({ summary }) => summary.includes(country));
}

beforeEach(() => until(whoIsWho, 60_000), 90_000);

async function whoIsWho(): Promise<boolean> {
  const having: boolean[] = [];
  for (const program of [first, second]) having.push((await statusOf(program)).elsewhere === null);
  [scorer, other] = having[0] === true ? [first, second] : [second, first];
  return having[0] !== having[1];
}

it('what the portal without the duties says is what is known', { timeout: 60_000 }, async () => {
  await until(async () => (await statusOf(other)).model?.through === (await statusOf(scorer)).model?.through, 30_000);
  const name = scorer.env.LANWARDEN_NODE__NAME;
  expect((await statusOf(other)).elsewhere).toBe(name);
  const profile = (await other.get('/api/v1/entities/user/user3/baseline')) as { learning: { days: number } };
  expect(profile.learning.days).toBeGreaterThan(0);
});

it(
  'a training that is asked for in it runs in the one with the duties, and shows in both',
  { timeout: 90_000 },
  async () => {
    const answer = await train(other, false);
    expect(answer.status, await answer.clone().text()).toBe(200);
    const { id } = (await answer.json()) as { id: number };
    const lastOf = async (program: Program): Promise<number | undefined> => (await statusOf(program)).training.last?.id;
    for (const program of [scorer, other]) await until(async () => (await lastOf(program)) === id, 60_000);
  },
);

it('an unusual event at the collector of the other portal is a finding in both', { timeout: 90_000 }, async () => {
  const sentAt = Date.now();
  await send(other, logon(sentAt, 'user3', '203.0.113.7', 'web1'));
  await until(async () => (await findingOf(scorer, 'user3', 'PL')) !== undefined, 30_000);
  report('event of another collector to finding', Date.now() - sentAt, 'ms');
  const finding = (await findingOf(scorer, 'user3', 'PL'))!;
  expect(finding.score).toBeGreaterThanOrEqual(75);
  expect(finding.reasons).toContainEqual(expect.objectContaining({ code: 'new-country' }));
  expect(finding).toEqual(await findingOf(other, 'user3', 'PL'));
  const event = (await scorer.get(`/api/v1/events/${finding.events[0]}`)) as { event?: object };
  expect(JSON.stringify(event)).toContain('203.0.113.7');
  // Its row is as it was stored.
  expect(JSON.stringify(event)).not.toContain('risk_score');
});

it('the collector of the portal with the duties writes the score onto its own', { timeout: 60_000 }, async () => {
  await send(scorer, logon(Date.now(), 'user4', '203.0.113.8', 'web1'));
  await until(async () => (await findingOf(other, 'user4', 'PL')) !== undefined, 30_000);
  expect(scorer.search('user.name:user4 event.risk_score:>=75 source.ip:203.0.113.8')).toHaveLength(1);
});

it('when that one is killed, the other one goes on, and misses nothing', { timeout: 120_000 }, async () => {
  const collector = scorer.link.health()!.pid;
  for (const pid of [scorer.child!.pid!, collector]) process.kill(pid, 'SIGKILL');
  const killedAt = Date.now();
  // Nobody scores when this comes.
  await send(other, logon(Date.now(), 'user5', '203.0.113.9', 'web2'));
  await until(async () => (await statusOf(other)).elsewhere === null, 60_000);
  report('duties of a killed portal taken over', Date.now() - killedAt, 'ms');
  await until(async () => (await findingOf(other, 'user5', 'PL')) !== undefined, 60_000);
  report('and scored on', Date.now() - killedAt, 'ms');
  await send(other, logon(Date.now(), 'user6', '203.0.113.10', 'web2'));
  await until(async () => (await findingOf(other, 'user6', 'PL')) !== undefined, 30_000);
  expect(other.search('user.name:user6 event.risk_score:>=75 source.ip:203.0.113.10')).toHaveLength(1);
});

function train(program: Program, anew: boolean): Promise<Response> {
  return fetch(`${program.url}/api/v1/baselines/train`, {
    method: 'POST',
    headers: { authorization: `Bearer ${program.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ anew }),
  });
}

async function learn(): Promise<void> {
  // Another one may run, because history was imported.
  await until(async () => (await whoIsWho()) && (await train(scorer, true)).ok, 120_000);
  await until(async () => {
    if (!(await whoIsWho())) return false;
    const { model, stage, training } = await statusOf(scorer);
    if (training.running !== null || model === null) return false;
    // While nothing comes the stage only tells each ten seconds what it uses.
    await send(scorer, `<78>1 ${new Date().toISOString()} web1 cron 7 - - (root) CMD (true)`);
    return stage?.through === model.through;
  }, 120_000);
}

/** Days of people in an office, ten hours around the hour that it is now; sometimes one is at home. */
function history(now: number): readonly string[] {
  const lines: { readonly time: number; readonly line: string }[] = [];
  for (let day = DAYS; day >= 1; day -= 1)
    for (const [nth, user] of USERS.entries())
      for (let n = 0; n < 8; n += 1) {
        const isAtHome = (day * 7 + nth) % 10 === 0;
        const address = isAtHome ? `198.51.100.${10 + nth}` : `10.0.4.${10 + nth}`;
        const time = now - day * DAY_MS + (((day * 31 + nth * 17 + n * 113) % 600) - 300) * 60_000;
        lines.push({ time, line: logon(time, user, address, `web${1 + ((day + nth + n) % 3)}`) });
      }
  return lines.toSorted((a, b) => a.time - b.time).map(({ line }) => line);
}

function logon(time: number, user: string, address: string, host: string): string {
  return `<38>1 ${new Date(time).toISOString()} ${host} sshd 42 - - Accepted password for ${user} from ${address} port 4022 ssh2`;
}

async function send(program: Program, line: string): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise((resolve) => socket.send(line, program.ports.syslog, '127.0.0.1', resolve));
  socket.close();
}
