// Events for store tests: plain ones, and arbitrary ones with everything that a column, an index or JSON could trip over.

import fc from 'fast-check';
import type { FieldValue, LogEvent } from '#src/event/event.js';
import type { AppendBatch, EventStore } from '#src/store/event-store.js';

/** 2026-11-20 12:00 UTC, a Friday. */
export const NOON = Date.UTC(2026, 10, 20, 12);
export const DAY = 86_400_000;
export const EVER = { from: Date.UTC(2000, 0, 1), to: Date.UTC(2100, 0, 1) };

export function makeEvent(fields: Record<string, FieldValue> = {}): LogEvent {
  const time = (fields['@timestamp'] as number | undefined) ?? NOON;
  const message = (fields['message'] as string | undefined) ?? 'Failed password for root from 203.0.113.5 port 22 ssh2';
  return {
    '@timestamp': time,
    'event.ingested': time + 3,
    'lanwarden.source': 'web',
    'lanwarden.family': 'linux',
    'event.dataset': 'linux-auth',
    'host.name': 'web1',
    'event.severity': 3,
    'lanwarden.hour_of_week': 108,
    message,
    'event.original': `<38>Nov 20 12:00:00 web1 sshd[99]: ${message}`,
    ...fields,
  } as LogEvent;
}

export async function put(
  store: EventStore,
  events: readonly LogEvent[],
  batch: Partial<AppendBatch> = {},
): Promise<string[]> {
  const { ids } = await store.append({ kind: 'live', events: events.map((event) => ({ event })), ...batch });
  return ids as string[];
}

const word = fc.constantFrom(
  'root', 'Root', 'ROOT', 'admin', 'a_b', 'a%b', 'a[b', 'a\\b', 'a*b', 'a?b', 'a"b', "it's", 'straße', 'STRASSE', 'Ärger', 'ärger',
  'Ünïcödé', '日本', '😀x', 'i̇', 'İ', 'ΣΊΣΥΦΟΣ', '12', '007', '-1.5', '4625', '1e3', '$1', '$$', '10.0.0.1', 'fail', 'failed', 'x',
); // prettier-ignore
const oddText = fc.constantFrom(
  'nul\0inside',
  '\0',
  'lone\ud800',
  '\udc00lone',
  'tab\tand\nline',
  '\u0001',
  '\\u0000',
  '😀 pair',
  '',
);
const text = fc.oneof(
  { weight: 6, arbitrary: fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' ')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }) },
  { weight: 1, arbitrary: oddText },
);
const address = fc.constantFrom(
  '10.0.0.1', '10.0.0.255', '10.1.0.0', '192.168.1.9', '0.0.0.0', '255.255.255.255', '2001:db8::1', '2001:DB8::1', 'a00::1', '::1',
  '::ffff:10.0.0.1', 'fe80::1%eth0', 'unknown', '10.0.0', '010.0.0.1',
); // prettier-ignore
const integer = fc.oneof(fc.integer({ min: 0, max: 70_000 }), fc.constantFrom(0, 22, 443));
const keyword = fc.oneof(word, text, fc.constantFrom('a_b', 'a%b', 'a*b', 'a?b', 'axb', 'A_B', 'a\\b'));
const anyValue = fc.oneof(
  keyword,
  integer,
  fc.constantFrom(0.1, 1e21, -3, 1.5),
  fc.boolean(),
  fc.array(keyword, { maxLength: 3 }),
  fc.array(fc.oneof(integer, fc.constant(2.5)), { maxLength: 3 }),
) as fc.Arbitrary<FieldValue>;

export const JSON_FIELDS = [
  'winlog.event_data.TargetUserName',
  'user.target.name',
  'x.y',
  'a.b c',
  'q."uote',
  'b\\s.x',
];

/** Without `event.id`. */
export const anyEvent: fc.Arbitrary<LogEvent> = fc
  .record(
    {
      time: fc.integer({ min: -3 * DAY, max: 3 * DAY }),
      'event.ingested': fc.constant(NOON),
      'lanwarden.source': fc.constantFrom('web', 'Dc1'),
      'lanwarden.family': fc.constantFrom('linux', 'windows'),
      'event.dataset': fc.constant('none'),
      'event.severity': fc.constantFrom(1, 2, 3, 4, 5),
      'lanwarden.hour_of_week': fc.integer({ min: 0, max: 167 }),
      'event.original': text,
      'host.name': keyword,
      'process.name': word,
      'process.pid': fc.oneof(integer, fc.constantFrom(-1, 2 ** 40)) as fc.Arbitrary<number>,
      'log.syslog.severity.code': fc.integer({ min: 0, max: 7 }),
      'event.category': fc.array(fc.constantFrom('iam', 'authentication', 'network'), { maxLength: 2 }),
      'event.code': fc.constantFrom('4625', '4720', 'x'),
      tags: fc.array(keyword, { maxLength: 3 }),
      'user.name': keyword,
      'source.ip': address,
      'source.port': integer,
      'destination.ip': address,
      'dns.question.name': keyword,
      'event.risk_score': fc.integer({ min: 0, max: 100 }),
      message: text,
      isSuffix: fc.boolean(),
      extra: fc.dictionary(fc.constantFrom(...JSON_FIELDS), anyValue, { maxKeys: 3 }),
      odd: fc.dictionary(fc.constantFrom('user.name', 'process.pid', 'source.ip', 'event.risk_score'), anyValue, {
        maxKeys: 1,
      }),
      hasOdd: fc.integer({ min: 0, max: 9 }),
    },
    {
      requiredKeys: [
        'time',
        'event.ingested',
        'lanwarden.source',
        'lanwarden.family',
        'event.dataset',
        'event.severity',
        'lanwarden.hour_of_week',
        'event.original',
      ],
    },
  )
  .map(({ time, isSuffix, extra, odd, hasOdd, ...rest }) => {
    const original = isSuffix && rest.message !== undefined ? `<13>😀 host: ${rest.message}` : rest['event.original'];
    return {
      '@timestamp': NOON + time,
      ...rest,
      'event.original': original,
      ...extra,
      ...(hasOdd === 0 && odd),
    } as unknown as LogEvent;
  });

export const anyKeyword = keyword;
export const anyAddress = address;
