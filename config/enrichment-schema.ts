// What is known of addresses, names and hashes beside what a message says: the networks of this house, names for its machines, lists of
// bad addresses, domains and hashes, and whether reverse DNS may be asked. Used by src/collector/enrich.

import { z } from 'zod';
import { rangeMistake } from '#src/collector/identify/cidr.js';

/** RFC 1918, RFC 6598 (carriers and VPN overlays), RFC 4193, loopback and link-local of both families. */
const PRIVATE_NETWORKS = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
  '::1/128',
];

const name = (): z.ZodString => z.string().trim().min(1).max(60);
const RANGE = 'an address or a CIDR range (10.0.0.5, 10.0.0.0/8, fd00::/8)';
const range = (expected = RANGE): z.ZodString =>
  z.string().refine((text) => rangeMistake(text) === undefined, expected);
const MAC = /^[0-9A-Fa-f]{2}([:-]?[0-9A-Fa-f]{2}){5}$/;
const mac = (): z.ZodString => z.string().refine((text) => MAC.test(text), 'a MAC address such as 00:00:5e:00:53:01');

export const networksSchema = z.strictObject({
  internal: z
    .array(range())
    .max(1_000)
    .default(PRIVATE_NETWORKS)
    .describe('Networks that are yours, as CIDR; add public addresses of your own. Decides network.direction')
    .meta({ live: true }),
  names: z
    .record(range(`expected ${RANGE}`), name())
    .default({})
    .describe('Names of networks by CIDR, e.g. { 10.0.4.0/24: office }; the narrowest one counts')
    .meta({ live: true }),
});

export const assetSchema = z.strictObject({
  name: name().describe('What you call this machine'),
  ip: range().optional().describe('Its address'),
  cidr: range().optional().describe('All addresses of a network are this asset'),
  mac: mac().optional().describe('Its MAC address; its IP address is learned from DHCP messages'),
  host: z.string().min(1).max(253).optional().describe('Its host name, as messages have it'),
  owner: name().optional().describe('Whose it is, as a user name'),
  critical: z.boolean().default(false).describe('Events of it carry lanwarden.asset_critical'),
});

export const listSchema = z.strictObject({
  name: name().describe('What you call this list; becomes threat.indicator.provider'),
  path: z
    .string()
    .min(1)
    .describe('File, or folder of files: one entry a line, hosts file, CSV (first column), AdBlock'),
  kind: z.enum(['ip', 'domain', 'hash']).describe('What it lists'),
  level: z.number().int().min(1).max(5).default(4).describe('A hit raises event.severity to this'),
  confidence: z
    .enum(['Low', 'Medium', 'High'])
    .optional()
    .describe('How sure the list is; threat.indicator.confidence'),
});

export const rdnsSchema = z.strictObject({
  enabled: z
    .boolean()
    .default(false)
    .describe(
      'Ask the resolver of this machine for names of internal addresses. No event waits: later ones get the name',
    )
    .meta({ live: true }),
  external: z
    .boolean()
    .default(false)
    .describe('Also of external addresses: the resolvers of others then see whom you deal with')
    .meta({ live: true }),
  perSecond: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(10)
    .describe('Questions in a second at the most')
    .meta({ live: true }),
});

export type NetworksConfig = z.infer<typeof networksSchema>;
export type AssetConfig = z.infer<typeof assetSchema>;
export type ListConfig = z.infer<typeof listSchema>;
export type RdnsConfig = z.infer<typeof rdnsSchema>;
