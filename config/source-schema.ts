// A source: one device, as the configuration file and the portal write it.

import { z } from 'zod';
import { MAX_SOURCE_NAME_CHARS, sourceNameMistake } from '#src/event/source-name.js';
import { timeLiteral } from '#src/query/time-literal.js';
import { timeZone } from './time-zone.js';

const MOST_ENTRIES = 1_000;
/** An IPv6 address with its zone and range, or one in a spelling of its own. */
const MAX_ADDRESS_CHARS = 100;
/** Of hosts (253 in DNS), programs, certificates and fields. */
const MAX_NAME_CHARS = 300;
const MAX_QUERY_CHARS = 4_000;

/** `maxChars`: of each entry. */
function list(maxChars: number): z.ZodArray<z.ZodString> {
  return z.array(z.string().max(maxChars)).max(MOST_ENTRIES);
}

/** What a device is, for its icon. */
export const SOURCE_KINDS = [
  'server',
  'windows',
  'dns',
  'firewall',
  'router',
  'switch',
  'access-point',
  'storage',
  'printer',
  'camera',
  'container',
  'application',
  'other',
] as const;

export const sourceSchema = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(MAX_SOURCE_NAME_CHARS)
    .refine((name) => name === '' || sourceNameMistake(name) === undefined, {
      error: ({ input }) => sourceNameMistake(String(input)) ?? 'a name',
    })
    .describe('What you call this device'),
  kind: z.enum(SOURCE_KINDS).default('other').describe('What kind of device it is, for its icon'),
  match: z
    .strictObject({
      peer: list(MAX_ADDRESS_CHARS).default([]).describe('Sender addresses or CIDR ranges'),
      host: list(MAX_NAME_CHARS).default([]).describe('Host names in the message header (* is a wildcard)'),
      app: list(MAX_NAME_CHARS).default([]).describe('Program names in the header (* is a wildcard)'),
      listener: z
        .array(z.enum(['udp', 'tcp', 'tls', 'relp', 'http', 'import']))
        .default([])
        .describe('Where it comes in'),
      tls: list(MAX_NAME_CHARS).default([]).describe('Names in client certificates'),
    })
    .default({ peer: [], host: [], app: [], listener: [], tls: [] })
    .describe(
      'All that is given must fit; the first source that fits takes the message; nothing given: only its API keys',
    ),
  parser: z.string().optional().describe('Always use this parser; left out: automatic'),
  timeZone: timeZone()
    .optional()
    .describe('IANA zone of times that carry none, e.g. Europe/Berlin; left out: guessed from its clock, else UTC'),
  hostFrom: z
    .enum(['header', 'peer'])
    .default('header')
    .describe('Whether the header or the sender address names the host'),
  retention: z
    .string()
    .regex(/^[a-z0-9_]{1,32}$/)
    .default('default')
    .describe('Retention class'),
  drop: list(MAX_QUERY_CHARS)
    .default([])
    .describe('Queries; events that match one are not stored and are counted as filtered'),
  ratePerSecond: z
    .number()
    .int()
    .min(0)
    .default(0)
    .describe(
      'Messages a second that are accepted, but for imports and pulls (burst: ten seconds of it); 0 = no limit',
    ),
  allow: list(MAX_ADDRESS_CHARS)
    .default([])
    .describe('Addresses or CIDR ranges that may send as this device; messages from others are refused; empty: all'),
  ignore: z.boolean().default(false).describe('Store nothing of this device; its messages are counted as filtered'),
  sensitive: list(MAX_NAME_CHARS)
    .default([])
    .describe('Fields whose values are not stored: replaced in the field, the message and the raw text'),
  expectEveryMinutes: z
    .number()
    .int()
    .min(0)
    .max(44_640)
    .default(0)
    .describe(
      'The device is shown as silent when nothing came for so many minutes; 0 = no fixed bound: the rule on silent sources learns how often it usually speaks',
    ),
  pull: z
    .strictObject({
      kind: z.enum(['pihole-ftl']).describe('What the file is: pihole-ftl, the database of Pi-hole (v5, v6)'),
      path: z
        .string()
        .min(1)
        .describe('The file, e.g. /etc/pihole/pihole-FTL.db; this program must be allowed to read it'),
      everyMs: z
        .number()
        .int()
        .min(1_000)
        .max(86_400_000)
        .default(60_000)
        .describe('How often new rows are looked for (ms); Pi-hole writes once a minute'),
      since: z
        .string()
        .regex(/^\d{4}-\d\d-\d\d$/)
        .refine((day) => timeLiteral(day, 0, 'UTC') !== undefined, 'a day that there is')
        .optional()
        .describe('At the first start: read rows from this day on (YYYY-MM-DD, UTC); left out: only new ones'),
    })
    .optional()
    .describe('Rows of a database on this machine become messages of this source; only in the configuration file'),
  notes: z.string().max(4_000).default('').describe('For people: where it stands, who looks after it'),
});
export type SourceConfig = z.infer<typeof sourceSchema>;
export type PullConfig = NonNullable<SourceConfig['pull']>;
