// Detection at its worst: loud rules with hostile names, alerts of them in every state, channels that answer, refuse and hang back,
// and deliveries that ended in every way there is.

import { QueryTypes } from 'sequelize';
import { configSchema } from '#config/schema.js';
import { openMetadata } from '#src/store/metadata/open.js';
import type { House } from './house.js';
import type { HostileTexts } from './hostile-house.js';
import { startWebServer, type WebServer } from '../helpers/channel-job.js';
import { until } from '../helpers/program.mjs';

export interface Alarm {
  /** Pages of which each is another, though a walk along the links takes one for all: alerts and deliveries in each state. */
  readonly rooms: readonly string[];
  readonly receiver: WebServer;
}

export async function alarm(house: House, texts: HostileTexts): Promise<Alarm> {
  const { script, hostile } = texts;
  const receiver = await startWebServer((response, { path }) => {
    if (path.startsWith('/refuses')) response.writeHead(400).end(`${script}${hostile}`);
    else if (path.startsWith('/later')) response.writeHead(503, { 'retry-after': '7200' }).end(hostile);
    else response.end(hostile);
  });
  await makeRules(house, texts);
  const channels = await makeChannels(house, texts, receiver.url);
  await raiseAlerts(house, texts);
  const alerts = await triage(house, texts);
  await makeExceptions(house, texts);
  const deliveries = await deliverAll(house, channels);
  return {
    receiver,
    rooms: [
      ...alerts.map((id) => `/alerts/${id}`),
      '/alerts?show=test',
      '/alerts?show=closed',
      '/alerts?show=all&q=nothing-like-this',
      ...['own-loud', 'own-test', 'own-sequence', 'brute-force-address'].map((id) => `/rules/${id}`),
      '/rules/own-sequence/edit',
      '/rules/silent-source/edit',
      `/rules/exceptions/new?alert=${alerts[0]}`,
      ...Object.values(channels).map((id) => `/channels/${id}`),
      ...deliveries.map((id) => `/channels/deliveries/${id}`),
      `/channels/deliveries?channel=${channels.refuses}`,
    ],
  };
}

/** After it the exception has expired. */
const MOMENT_MS = 2_000;
/** More than the budget of one rule a day. */
const KEYS = 24;
const BUDGET = 5;
const SOON_MS = 20_000;
const ROUTING = { minSeverity: 'informational', budgetPerHour: BUDGET, rules: ['own-loud'] };

/** One that matches every message of an app, one in test mode, a sequence, and a shipped one that was edited. */
async function makeRules({ call }: House, { script, image, turned, long, hostile }: HostileTexts): Promise<void> {
  const { rule } = (await call('GET', '/rules/brute-force-address')) as { rule: { detect: object } };
  await call('PATCH', '/rules/brute-force-address', { name: `${script}${turned} ${long}`, advice: hostile });
  const make = (id: string, more: object): Promise<unknown> =>
    call('POST', '/rules', {
      id,
      description: hostile,
      advice: hostile,
      owner: `${script}${long}`,
      tags: ['attack.t1110.001', long.slice(0, 60)],
      ...more,
    });
  const steps = [{ query: `message:"${long}"`, count: 2 }, { query: 'app:b' }];
  await make('own-loud', {
    name: `${image} ${long}`.slice(0, 120),
    severity: 'critical',
    detect: { kind: 'match', query: 'app:loud' },
    groupBy: ['host.name'],
  });
  await make('own-test', {
    name: `${long}${turned}`,
    state: 'test',
    detect: rule.detect,
    groupBy: ['user.name', 'source.ip'],
  });
  await make('own-sequence', {
    name: 'First this, then that',
    state: 'off',
    detect: { kind: 'sequence', windowSeconds: 600, steps },
  });
}

type Channels = Readonly<Record<'takes' | 'refuses' | 'later', string>>;

/** By id; there is also one that is asleep, and one that is off. */
async function makeChannels({ call }: House, { script, image, long }: HostileTexts, url: string): Promise<Channels> {
  const make = async (name: string, path: string, more: object = {}): Promise<string> => {
    const settings = { url: `${url}${path}?${long}${long}` };
    const body = { kind: 'webhook', name: name.slice(0, 100), settings, routing: ROUTING, ...more };
    return ((await call('POST', '/channels', body)) as { id: string }).id;
  };
  const hour = new Date().getUTCHours();
  const quiet = { hours: [hour, (hour + 22) % 24], exceptCritical: false };
  await make(`waits ${long}`, '/', { routing: { ...ROUTING, quiet } });
  await make(`off ${long}`, '/', { enabled: false });
  return {
    takes: await make(`${script}${long}`, '/'),
    refuses: await make(`${image}${long}`, '/refuses'),
    later: await make(`'); ${long}`, '/later'),
  };
}

interface Alert {
  readonly id: string;
}

async function alertsOf({ call }: House, query: string): Promise<readonly Alert[]> {
  return ((await call('GET', `/alerts?limit=200&${query}`)) as { alerts: Alert[] }).alerts;
}

async function raiseAlerts(house: House, { script, long, longHost, hostile }: HostileTexts): Promise<void> {
  const at = new Date().toISOString();
  const loud = Array.from(
    { length: KEYS },
    (_, n) => `<13>1 ${at} evil${'\u202E'}host${n} loud - - - ${n} ${script} ${hostile}`,
  );
  const logon = 'Failed password for';
  const from = 'from 2001:db8:1234:5678:9abc:def0:1234:5678 port';
  const failed = [long, `${script}${long.slice(0, 20)}`].flatMap((user) =>
    Array.from({ length: 6 }, (_, n) => `<38>1 ${at} ${longHost} sshd 42 - - ${logon} ${user} ${from} 4${n}11 ssh2`),
  );
  await house.sendAndStore([...loud, ...failed], `app:loud OR "${logon}"`);
  const raised = async (query: string, n: number): Promise<boolean> => (await alertsOf(house, query)).length >= n;
  await until(() => raised('rule=own-loud', KEYS), SOON_MS);
  await until(() => raised('rule=brute-force-address', 1), SOON_MS);
  await until(() => raised('test=true', 1), SOON_MS);
}

/** Ids of alerts in each state: open, closed, acknowledged and somebody's, of a test. */
async function triage(house: House, { script, long, hostile }: HostileTexts): Promise<readonly string[]> {
  const [closed, acknowledged] = await alertsOf(house, 'rule=own-loud');
  const [open] = await alertsOf(house, 'rule=brute-force-address');
  const [ofTest] = await alertsOf(house, 'test=true');
  const change = (alert: Alert, what: object): Promise<unknown> => house.call('PATCH', `/alerts/${alert.id}`, what);
  await change(closed!, { state: 'closed', reason: 'false', note: `${hostile} ${script}` });
  await change(acknowledged!, { state: 'acknowledged', assignee: long, comment: `${hostile}\n\n${script}` });
  return [open, closed, acknowledged, ofTest].map((alert) => alert!.id);
}

async function makeExceptions({ call }: House, { script, image, long, hostile }: HostileTexts): Promise<void> {
  const quoted = `"${image.replace(/["\\]/g, '\\$&')}"`;
  const reason = `${hostile} ${script}`;
  await call('POST', '/rules/exceptions', { rule: 'own-loud', query: `message:${quoted} host:*.nowhere`, reason });
  await call('POST', '/rules/exceptions', { rule: null, query: `user:"${long}x"`, reason });
  const expiresAt = new Date(Date.now() + MOMENT_MS).toISOString();
  await call('POST', '/rules/exceptions', { rule: null, query: 'user:expired', reason, expiresAt });
}

/** Ids of deliveries in each state, and of a digest. */
async function deliverAll({ call, program }: House, { takes, refuses, later }: Channels): Promise<readonly number[]> {
  const listed = async (query: string): Promise<readonly { id: number }[]> =>
    ((await call('GET', `/channels/deliveries?limit=50&${query}`)) as { deliveries: { id: number }[] }).deliveries;
  const reached = (query: string, n: number): Promise<void> =>
    until(async () => (await listed(query)).length >= n, 2 * SOON_MS);
  await reached(`channel=${refuses}&state=failed`, 2);
  await reached(`channel=${takes}&state=delivered`, BUDGET);
  await reached(`channel=${later}&state=waiting`, 2);
  // What exceeds the budget becomes a digest as soon as there is more budget.
  await call('PATCH', `/channels/${takes}`, { version: 1, routing: { ...ROUTING, budgetPerHour: 1_000 } });
  await reached('type=digest&state=delivered', 1);
  const [failed] = await listed(`channel=${refuses}&state=failed`);
  await call('POST', `/channels/deliveries/${failed!.id}/replay`, {});
  await aDayPasses(program.dir);
  const queries = [
    'type=alert.raised&state=delivered',
    ...['waiting', 'failed', 'dead'].map((state) => `state=${state}`),
  ];
  const found = await Promise.all([...queries, 'type=digest'].map(listed));
  return [failed!.id, ...found.map(([first]) => first!.id)];
}

/** What takes a day: one delivery is given up. */
async function aDayPasses(dir: string): Promise<void> {
  const db = await openMetadata(configSchema.parse({ data: { dir } }));
  await db.query(
    `UPDATE outbox_deliveries SET state = 'dead', next_at = NULL, ended_at = created_at WHERE id =
      (SELECT MAX(id) FROM outbox_deliveries WHERE state = 'waiting')`,
    { type: QueryTypes.UPDATE },
  );
  await db.close();
}
