// A past for measuring pages: rules, alerts and deliveries as after some busy years.

import { openMetadata } from '../../dist/src/store/metadata/open.js';
import { AlertBook } from '../../dist/src/alerts/alert-book.js';

const RULES = 1_000;
const ALERTS = 20_000;
const DELIVERIES = 50_000;
const BATCH = 500;
const DAY_MS = 86_400_000;
const SEVERITIES = ['low', 'medium', 'high', 'critical'];

/** @returns the ids of an alert, of a rule, of a channel and of a delivery */
export async function makePast(program) {
  const rule = await makeRules(program);
  const channel = await makeChannel(program);
  const db = await openMetadata({ data: { dir: program.dir }, database: {} });
  try {
    const alert = await makeAlerts(db);
    return { rule, channel, alert, delivery: await makeDeliveries(db, channel) };
  } finally {
    await db.close();
  }
}

async function makeRules(program) {
  for (let n = 0; n < RULES; n += 1)
    await post(program, '/api/v1/rules', {
      id: `past-${n}`,
      name: `Rule ${n} of the past`,
      groupBy: ['user'],
      tags: ['attack.t1110.001'],
      detect: { kind: 'match', query: `code:${10_000 + n} user:user${n}` },
    });
  return 'past-7';
}

async function makeChannel(program) {
  const settings = { url: 'https://hook.example.org/past' };
  const { id } = await post(program, '/api/v1/channels', { name: 'Past', kind: 'webhook', enabled: false, settings });
  return id;
}

async function makeAlerts(db) {
  const book = new AlertBook(db, { now: () => Date.now() }, { put: async () => 'none' });
  const now = Date.now();
  let id;
  for (let from = 0; from < ALERTS; from += BATCH) {
    const ids = await db.transaction(async (transaction) => {
      const raised = [];
      for (let n = from; n < from + BATCH; n += 1) raised.push(await book.raise(alertOf(n, now), transaction));
      return raised;
    });
    // Most of them were looked at.
    if (from + BATCH < ALERTS) await book.triage(ids, [{ kind: 'close', reason: 'benign', note: '' }], 'bench');
    id = ids[0];
  }
  return id;
}

/** The last one is of now, the others lie over 90 days. */
function alertOf(n, now) {
  const last = now - Math.floor(((ALERTS - n) / ALERTS) * 90 * DAY_MS);
  const address = `10.1.${(n >> 8) % 40}.${n & 255}`;
  const events = Array.from({ length: 10 }, (_, i) => ({
    id: `20260901-default-live-0:${n * 10 + i}`,
    time: last - i * 1_000,
    message: `Failed password for user${n % 300} from ${address} port ${4_000 + i} ssh2`,
  }));
  return {
    rule: { id: `past-${n % RULES}`, name: `Rule ${n % RULES} of the past`, kind: 'threshold' },
    key: JSON.stringify([['source.ip', address]]),
    severity: SEVERITIES[n % SEVERITIES.length],
    title: `Many failed logons: ${address}`,
    summary: `17 failed logons from ${address} within 10 min.`,
    reasons: [{ what: `Failed logons from ${address}`, expected: 'fewer than 5 within 10 min', actual: '17' }],
    entity: { user: `user${n % 300}`, src_ip: address, host: `web${n % 20}` },
    count: 17,
    first: last - 600_000,
    last,
    events: events.reverse(),
    query: 'outcome:failure',
    tags: ['attack.t1110.001'],
    isTest: false,
    source: `web${n % 20}`,
  };
}

async function makeDeliveries(db, channel) {
  const now = Date.now();
  const numbers = { now, count: DELIVERIES, channel, step: Math.floor((30 * DAY_MS) / DELIVERIES) };
  const series = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $count)';
  const time = '$now - ($count - i) * $step';
  for (const sql of [
    `INSERT INTO outbox_messages (id, type, at, about, alert_id, facts, body, created_at, routed_at)
     ${series} SELECT 'past' || i, 'alert.raised', ${time}, 'Many failed logons', NULL, '{}', '{"type":"alert.raised"}', ${time}, ${time} FROM n`,
    `INSERT INTO outbox_deliveries (message_id, channel, state, attempts, created_at, ended_at, last_line, last_error)
     ${series} SELECT 'past' || i, $channel, CASE WHEN i % 20 = 0 THEN 'dead' ELSE 'delivered' END, 1, ${time}, ${time} + 90, '204', NULL FROM n`,
    `INSERT INTO outbox_attempts (delivery_id, n, at, duration_ms, outcome, request, response)
     SELECT id, 1, created_at, 90, state, '{"line":"POST https://hook.example.org/past","headers":{},"body":"{}"}', NULL FROM outbox_deliveries`,
  ]) {
    const used = Object.fromEntries(Object.entries(numbers).filter(([name]) => sql.includes(`$${name}`)));
    await db.query(sql, { bind: used });
  }
  const [rows] = await db.query('SELECT max(id) AS id FROM outbox_deliveries');
  return rows[0].id;
}

async function post(program, path, body) {
  const response = await fetch(program.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${program.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}
