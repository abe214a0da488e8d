// Whose public addresses are, by a file that the operator gives (`geoip.asnPath`): MaxMind's GeoLite2-ASN and others that name the fields
// alike, IPinfo's, or CSV with the columns cidr,number,name (`203.0.113.0/24,64500,Example Net`).

import { basename } from 'node:path';
import { open as openMmdb, type Reader } from 'maxmind';
import { Fault, messageOf } from '../faults.js';
import { readAsnCsv } from './asn-csv.js';
import { kindOf } from './open.js';

export interface AutonomousSystem {
  readonly number: number;
  readonly organization?: string;
}

export interface AsnTable {
  lookup(ip: string): AutonomousSystem | undefined;
  readonly title: string;
  readonly trouble?: string;
}

/** @throws Fault GEOIP_UNREADABLE */
export async function openAsn(path: string): Promise<AsnTable> {
  try {
    const kind = await kindOf(path);
    if (kind === 'packed') throw unreadable(path, 'is packed (gzip). Unpack it first.');
    if (kind === 'empty') throw unreadable(path, 'is empty.');
    return kind === 'mmdb' ? await readMmdb(path) : await readAsnCsv(path);
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw unreadable(path, `cannot be read: ${messageOf(cause)}.`);
  }
}

export function unreadable(path: string, why: string): Fault {
  return new Fault('GEOIP_UNREADABLE', `The ASN file ${basename(path)} (geoip.asnPath) ${why}`);
}

async function readMmdb(path: string): Promise<AsnTable> {
  const reader: Reader<never> = await openMmdb<never>(path);
  const { databaseType, buildEpoch } = reader.metadata;
  if (!/AS|ISP|Enterprise/i.test(databaseType))
    throw unreadable(path, `is of type ${databaseType}, which holds no AS numbers. Give an ASN database.`);
  return {
    title: `${databaseType} of ${buildEpoch.toISOString().slice(0, 10)}`,
    lookup: (ip) => systemAt(reader, ip),
  };
}

/** A record that cannot be read is not known: the file may be damaged in one spot. */
function systemAt(reader: Reader<never>, ip: string): AutonomousSystem | undefined {
  try {
    const entry = reader.get(ip) as Readonly<Record<string, unknown>> | null;
    if (entry === null || typeof entry !== 'object') return undefined;
    const number = numberIn(entry['autonomous_system_number'] ?? entry['asn']);
    const organization = entry['autonomous_system_organization'] ?? entry['as_name'] ?? entry['name'];
    return number === undefined ? undefined : named(number, organization);
  } catch {
    return undefined;
  }
}

/** 64500, "64500" or "AS64500"; 32 bits (RFC 6793). */
export function numberIn(value: unknown): number | undefined {
  const digits = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.replace(/^AS/i, '') : '';
  return /^\d{1,10}$/.test(digits) && Number(digits) > 0 && Number(digits) < 2 ** 32 ? Number(digits) : undefined;
}

const MAX_NAME_CHARS = 120;

export function named(number: number, organization: unknown): AutonomousSystem {
  const name = typeof organization === 'string' ? organization.trim().slice(0, MAX_NAME_CHARS) : '';
  return name === '' ? { number } : { number, organization: name };
}
