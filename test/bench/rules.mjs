// What rules cost: the fold in the collector (for each event), the detector in the portal (for each record), memory of live keys.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { report } from '../helpers/program.mjs';

const ROOT = new URL('../../dist/modules/rules/', import.meta.url);
const RULES = 1_000;
const KEYS = 100_000;
const START = Date.UTC(2026, 10, 20, 12);

setFlagsFromString('--expose_gc');
const gc = runInNewContext('gc');

export async function rules() {
  const load = (file) => import(new URL(file, ROOT).href);
  const [{ Fold }, { Detector }, { ruleSchema }] = await Promise.all(
    ['engine/fold.js', 'engine/detector.js', 'rule.js'].map(load),
  );
  const rule = (id, detect, more = {}) => ruleSchema.parse({ id, name: id, detect, ...more });
  const setOf = (list) => ({ version: '1', rules: list, exceptions: [], lists: {}, zone: 'UTC' });
  const thousand = setOf(Array.from({ length: RULES }, (_, i) => rule(`r${i}`, { kind: 'match', query: queryOf(i) })));

  report('compile', timed(() => new Fold(thousand), 1) / 1e3, 'ms', { rules: RULES });
  report('fold, no match', perEvent(new Fold(thousand), quietEvents()), 'µs an event', { rules: RULES });
  report('fold, no match', perEvent(new Fold(setOf([])), quietEvents()), 'µs an event', { rules: 0 });

  const bruteForce = rule(
    'bf',
    { kind: 'threshold', query: 'failed', count: 5, windowSeconds: 600 },
    { groupBy: ['src_ip'] },
  );
  const watched = setOf([...thousand.rules, bruteForce]);
  const flood = failures(100_000, () => '203.0.113.7');
  report('fold, a flood of one key', perEvent(new Fold(watched), flood), 'µs an event', { rules: RULES + 1 });
  const many = failures(KEYS, (i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);
  report('fold, each event a key', perEvent(new Fold(watched), many), 'µs an event', { rules: RULES + 1 });

  const fold = new Fold(setOf([bruteForce]));
  const detector = new Detector(setOf([bruteForce]));
  const before = heap();
  let records = recordsOf(fold, many);
  const took = timed(() => detector.take(records), 1);
  records = undefined;
  const { keys } = detector.limits();
  report('detector, each record a key', took / keys, 'µs a record', { keys });
  report('live key', (heap() - before) / keys, 'bytes', { keys });
  const again = recordsOf(
    fold,
    failures(KEYS, (i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, 1_000),
  );
  report('detector, its second record', timed(() => detector.take(again), 1) / again.length, 'µs a record', {
    keys: detector.limits().keys,
  });

  const small = new Detector(setOf([bruteForce]), { maxKeys: KEYS / 10 });
  small.take(recordsOf(fold, many));
  const { keys: held, maxKeys, evicted } = small.limits();
  const isHeld = held <= maxKeys && held + evicted.bf === KEYS;
  report('bound', held, 'keys', { maxKeys, evicted: evicted.bf, isHeld });
}

/** Nine of ten have an anchor; of the others half are wildcards and ranges, half look at networks. */
function queryOf(i) {
  const anchored = [
    `code:${10_000 + i}`,
    `user:user${i} outcome:failure`,
    `action:action_${i} category:authentication`,
    `"needle${i} in the hay"`,
    `domain:(d${i}.example OR e${i}.example)`,
    `app:prog${i} level>=4`,
    `winlog.event_data.LogonType:${i} host:web*`,
    `host:host${i} failed`,
    `group:g${i} OR target_user:t${i}`,
  ];
  if (i % 10 < 9) return anchored[i % 10];
  return [
    `host:x${i}*`,
    `dst_port:[${20_000 + i} TO ${20_001 + i}]`,
    `src_ip:192.0.${i % 256}.0/24`,
    `user:*${i}x`,
    `score>=${i}`,
  ][Math.floor(i / 10) % 5];
}

function event(i, time, more) {
  const message = `Accepted publickey for alice from 10.1.2.3 port ${40_000 + (i % 20_000)} ssh2: ED25519 SHA256:abcdef`;
  return {
    'event.id': `20261120-default-live-0:${i}`,
    '@timestamp': time,
    'event.ingested': time,
    'lanwarden.source': 'web1',
    'lanwarden.family': 'linux',
    'event.dataset': 'linux-auth',
    'event.severity': 2,
    'lanwarden.hour_of_week': 108,
    'event.original': `<38>Nov 20 12:00:00 web1 sshd[812]: ${message}`,
    message,
    'host.name': 'web1',
    'process.name': 'sshd',
    'process.pid': 812,
    'user.name': 'alice',
    'source.ip': '10.1.2.3',
    'source.port': 40_000 + (i % 20_000),
    'event.category': ['authentication'],
    'event.type': ['start'],
    'event.action': 'logon',
    'event.outcome': 'success',
    ...more,
  };
}

const quietEvents = () => Array.from({ length: 20_000 }, (_, i) => event(i, START + i));

function failures(count, addressOf, offset = 0) {
  const message = 'Failed password for invalid user admin from somewhere port 4022 ssh2';
  // prettier-ignore
  return Array.from({ length: count }, (_, i) => event(i, START + offset + Math.floor(i / 100), { message, 'source.ip': addressOf(i), 'user.name': 'admin', 'event.outcome': 'failure' }));
}

function recordsOf(fold, events) {
  const all = [];
  for (const [i, each] of events.entries()) {
    fold.add(each, 'live');
    if (i % 10_000 === 9_999) all.push(...fold.take().records);
  }
  // As they come over the link.
  return JSON.parse(JSON.stringify(all));
}

/** The second of two runs, taken as the collector does. */
function perEvent(fold, events) {
  const run = () => {
    for (const [i, each] of events.entries()) {
      fold.add(each, 'live');
      if (i % 1_000 === 999) fold.take();
    }
  };
  run();
  return timed(run, 1) / events.length;
}

/** µs of CPU. */
function timed(work, times) {
  const cpu = process.cpuUsage();
  for (let i = 0; i < times; i += 1) work();
  const { user, system } = process.cpuUsage(cpu);
  return (user + system) / times;
}

function heap() {
  gc();
  gc();
  return process.memoryUsage().heapUsed;
}
