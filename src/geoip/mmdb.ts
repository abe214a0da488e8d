// MaxMind’s database format (https://maxmind.github.io/MaxMind-DB/): GeoLite2 and GeoIP2 City and Country, and others that say the
// country in one of the usual ways (DB-IP, IPinfo).

import { basename } from 'node:path';
import { open, type Reader } from 'maxmind';
import { Fault, messageOf } from '../faults.js';
import type { GeoIp, GeoPlace } from './geoip.js';

/** What databases hold, as far as it is looked at; each may be anything. */
interface Entry {
  readonly country?: unknown;
  readonly registered_country?: unknown;
  readonly country_code?: unknown;
  readonly city?: unknown;
  readonly location?: { readonly latitude?: unknown; readonly longitude?: unknown };
  readonly latitude?: unknown;
  readonly longitude?: unknown;
}

const MAX_KNOWN = 8_192;
const NO_COUNTRY = /ASN|ISP|Domain|Connection|Anonymous/i;

/** @throws Fault GEOIP_UNREADABLE */
export async function readMmdb(path: string): Promise<GeoIp> {
  const reader = await read(path);
  const { databaseType, buildEpoch } = reader.metadata;
  if (NO_COUNTRY.test(databaseType)) {
    throw new Fault(
      'GEOIP_UNREADABLE',
      `The GeoIP file ${basename(path)} is of type ${databaseType}, which holds no countries. Give a City or Country database.`,
    );
  }
  const known = new Map<string, GeoPlace | undefined>();
  return {
    title: `${databaseType} of ${buildEpoch.toISOString().slice(0, 10)}`,
    lookup(ip) {
      if (known.has(ip)) return known.get(ip);
      const place = placeAt(reader, ip);
      if (known.size >= MAX_KNOWN) known.clear();
      known.set(ip, place);
      return place;
    },
  };
}

/** Its records are plain maps: `never` is the package’s word for "of no product in particular". */
async function read(path: string): Promise<Reader<never>> {
  try {
    return await open<never>(path);
  } catch (cause) {
    const why = messageOf(cause);
    throw new Fault('GEOIP_UNREADABLE', `The GeoIP file ${basename(path)} is no MaxMind database: ${why}.`, { cause });
  }
}

/** A record that cannot be read is a place that is not known: the file may be damaged in one spot. */
function placeAt(reader: Reader<never>, ip: string): GeoPlace | undefined {
  let entry: Entry | null;
  try {
    entry = reader.get(ip) as Entry | null;
  } catch {
    return undefined;
  }
  if (entry === null || typeof entry !== 'object') return undefined;
  const country = codeOf(entry.country) ?? codeOf(entry.country_code) ?? codeOf(entry.registered_country);
  if (country === undefined) return undefined;
  const lat = Number(entry.location?.latitude ?? entry.latitude ?? Number.NaN);
  const lon = Number(entry.location?.longitude ?? entry.longitude ?? Number.NaN);
  const city = cityOf(entry.city);
  return {
    country,
    ...(Number.isFinite(lat) && Number.isFinite(lon) && { lat, lon }),
    ...(city !== undefined && { city }),
  };
}

const MAX_CITY_CHARS = 100;

/** `{ names: { en: 'Berlin' } }` or `Berlin` */
function cityOf(value: unknown): string | undefined {
  const names = typeof value === 'object' && value !== null ? (value as { names?: unknown }).names : undefined;
  const name = typeof names === 'object' && names !== null ? (names as { en?: unknown }).en : value;
  return typeof name === 'string' && name !== '' ? name.slice(0, MAX_CITY_CHARS) : undefined;
}

/** `{ iso_code: 'DE' }` or `DE` */
function codeOf(value: unknown): string | undefined {
  const code = typeof value === 'object' && value !== null ? (value as { iso_code?: unknown }).iso_code : value;
  return typeof code === 'string' && /^[A-Za-z]{2}$/.test(code) ? code.toUpperCase() : undefined;
}
