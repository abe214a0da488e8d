// Detection at its worst: loud rules with hostile names, alerts of them in every state, channels that answer, refuse and hang back,
// and deliveries that ended in every way there is.

import { QueryTypes } from 'sequelize';
import { configSchema } from '#config/schema.js';
import { openMetadata } from '#src/store/metadata/open.js';
import type { House } from './house.js';
import { until } from '../helpers/program.mjs';
import { startWebServer, type WebServer } from '../helpers/channel-job.js';
import type { HostileTexts } from './hostile-house.js';

interface Alert {
  readonly id: string;
  readonly rule: { readonly id: string };
}

export interface Alarm {
  /** Pages of which each is another, though a walk along the links takes one for all: alerts and deliveries in each state. */
  readonly rooms: readonly string[];
  readonly receiver: WebServer;
}

const DAY_MS = 86_400_000;
/** More than the budget of one rule a day. */
const KEYS = 24;

export async function alarm(house: House, texts: HostileTexts): Promise<Alarm> {
  const { script, image, turned, long, longHost, longPath } = texts;
  const hostile = `${image} ${turned} ${longPath}`;
  const receiver = await startWebServer((response, { path }) => {
    if (path.startsWith('/refuses')) response.writeHead(400).end(`${script}${hostile}`);
    else if (path.startsWith('/later')) response.writeHead(503, { 'retry-after': '7200' }).end(hostile);
    else response.end(hostile);
  });
  const call = caller(house);

  const made = (await call('GET', '/rules/brute-force-address')) as { rule: { detect: object } };
  await call('PATCH', '/rules/brute-force-address', { name: `${script}${turned} ${long}`, advice: hostile });
  const common = {
    description: hostile,
    advice: hostile,
    owner: `${script}${long}`,
    tags: ['attack.t1110.001', long.slice(0, 60)],
  };
  const match = (query: string): object => ({ kind: 'match', query });
  await call('POST', '/rules', {
    ...{ ...common, id: 'own-loud', name: `${image} ${long}`.slice(0, 120), severity: 'critical' },
    ...{ detect: match('app:loud'), groupBy: ['host.name'] },
  });
  await call('POST', '/rules', {
    ...{
      ...common,
      id: 'own-test',
      name: `${long}${turned}`,
      state: 'test',
      detect: made.rule.detect,
      groupBy: ['user.name', 'source.ip'],
    },
  });
  await call('POST', '/rules', {
    ...{ ...common, id: 'own-sequence', name: 'First this, then that', state: 'off' },
    detect: {
      kind: 'sequence',
      windowSeconds: 600,
      steps: [{ query: `message:"${long}"`, count: 2 }, { query: 'app:b' }],
    },
  });

  const channel = async (name: string, path: string, more: object = {}): Promise<string> => {
    const body = { kind: 'webhook', name, settings: { url: `${receiver.url}${path}?${long}${long}` }, ...more };
    return ((await call('POST', '/channels', body)) as { id: string }).id;
  };
  const routing = { minSeverity: 'informational', budgetPerHour: 5, rules: ['own-loud', 'no-such-rule'] };
  const takes = await channel(`${script}${long}`.slice(0, 100), '/', { routing });
  const refuses = await channel(`${image}${long}`.slice(0, 100), '/refuses', { routing });
  const later = await channel(`${long}${turned}`, '/later', { routing });
  const asleep = { hours: [new Date().getUTCHours(), (new Date().getUTCHours() + 22) % 24], exceptCritical: false };
  await channel(`waits ${long}`, '/', { routing: { ...routing, quiet: asleep } });
  await channel(`off ${long}`, '/', { enabled: false, routing });

  const at = new Date().toISOString();
  const loud = Array.from(
    { length: KEYS },
    (_, n) => `<13>1 ${at} evil${'\u202E'}host${n} loud - - - ${n} ${script} ${hostile}`,
  );
  const users = [long, `${script}${long.slice(0, 20)}`.replaceAll(' ', '')];
  const failed = users.flatMap((user) =>
    Array.from(
      { length: 6 },
      (_, n) =>
        `<38>1 ${at} ${longHost} sshd 42 - - Failed password for ${user} from 2001:db8:1234:5678:9abc:def0:1234:5678 port 4${n}11 ssh2`,
    ),
  );
  await house.sendAndStore([...loud, ...failed], 'app:loud OR "Failed password"');
  const listed = async (query: string): Promise<readonly Alert[]> =>
    ((await call('GET', `/alerts?limit=200&${query}`)) as { alerts: Alert[] }).alerts;
  await until(async () => (await listed('rule=own-loud')).length === KEYS, 20_000);
  await until(async () => (await listed('rule=brute-force-address')).length > 0, 20_000);
  await until(async () => (await listed('test=true')).length > 0, 20_000);

  const [closed, acknowledged] = await listed('rule=own-loud');
  const [ofAddress] = await listed('rule=brute-force-address');
  await call('PATCH', `/alerts/${closed!.id}`, { state: 'closed', reason: 'false', note: `${hostile} ${script}` });
  await call('PATCH', `/alerts/${acknowledged!.id}`, {
    state: 'acknowledged',
    assignee: long,
    comment: `${hostile}\n\n${script}`,
  });
  for (const [rule, query] of [
    ['own-loud', `message:"${image.replace(/["\\]/g, '\\$&')}" host:*.nowhere`],
    [null, `user:"${long}x"`],
  ])
    await call('POST', '/rules/exceptions', { rule, query, reason: `${hostile} ${script}` });
  const soon = new Date(Date.now() + DAY_MS).toISOString();
  await call('POST', '/rules/exceptions', { rule: null, query: 'user:expired', reason: hostile, expiresAt: soon });

  const deliveries = async (query: string): Promise<readonly { id: number }[]> =>
    ((await call('GET', `/channels/deliveries?limit=50&${query}`)) as { deliveries: { id: number }[] }).deliveries;
  await until(async () => (await deliveries(`channel=${refuses}&state=failed`)).length >= 2, 20_000);
  await until(async () => (await deliveries(`channel=${takes}&state=delivered`)).length >= 5, 20_000);
  await until(async () => (await deliveries(`channel=${later}&state=waiting`)).length > 0, 20_000);
  // What exceeds the budget becomes a digest as soon as there is more budget.
  await call('PATCH', `/channels/${takes}`, { version: 1, routing: { ...routing, budgetPerHour: 1_000 } });
  await until(async () => (await deliveries('type=digest&state=delivered')).length > 0, 40_000);
  const [failing] = await deliveries(`channel=${refuses}&state=failed`);
  await call('POST', `/channels/deliveries/${failing!.id}/replay`, {});
  await timePasses(house.program.dir);

  const states = ['delivered', 'waiting', 'failed', 'dead'].map((state) => deliveries(`state=${state}`));
  const rows = [...(await Promise.all(states)), await deliveries('type=digest')].map(([first]) => first!.id);
  return {
    receiver,
    rooms: [
      ...[closed, acknowledged, ofAddress, (await listed('test=true'))[0]].map((alert) => `/alerts/${alert!.id}`),
      ...['/alerts?show=test', '/alerts?show=closed', '/alerts?show=all&q=nothing-like-this'],
      ...['own-loud', 'own-test', 'own-sequence', 'brute-force-address'].map((id) => `/rules/${id}`),
      ...['/rules/own-sequence/edit', '/rules/silent-source/edit', `/rules/exceptions/new?alert=${ofAddress!.id}`],
      ...[takes, refuses, later].map((id) => `/channels/${id}`),
      ...rows.map((id) => `/channels/deliveries/${id}`),
      `/channels/deliveries?channel=${refuses}`,
    ],
  };
}

/** Calls the portal's API as an admin. */
function caller({ program }: House) {
  return async (method: string, path: string, body?: object): Promise<unknown> => {
    const headers = { authorization: `Bearer ${program.token}`, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${program.url}/api/v1${path}`, { method, headers, ...sent });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
}

/** What takes a day or more: one delivery is given up, one exception has expired. */
async function timePasses(dir: string): Promise<void> {
  const db = await openMetadata(configSchema.parse({ data: { dir } }));
  const set = (sql: string): Promise<unknown> => db.query(sql, { type: QueryTypes.UPDATE });
  await set(`UPDATE outbox_deliveries SET state = 'dead', next_at = NULL, ended_at = created_at WHERE id =
    (SELECT MAX(id) FROM outbox_deliveries WHERE state = 'waiting')`);
  await set(`UPDATE rule_exceptions SET expires_at = created_at WHERE query = 'user:expired'`);
  await db.close();
}
