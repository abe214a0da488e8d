// Opens the file of `geoip.path`, whatever it is by its content: MaxMind’s database, or CSV. Read whole; who wants to hear of changes
// looks at the file again (collector/enrich/watched-file.ts).

import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Fault, messageOf } from '../faults.js';
import { isGzip } from '../gzip.js';
import { readCsv } from './csv.js';
import type { GeoIp } from './geoip.js';
import { readMmdb } from './mmdb.js';

/**
 * Undefined without a path. CSV of 5 million lines takes some seconds and 100 MB.
 * @throws Fault GEOIP_UNREADABLE: missing, not readable, packed, no database, or no line of it makes sense
 */
export function openGeoIp(path: string): Promise<GeoIp>;
export function openGeoIp(path: string | undefined): Promise<GeoIp | undefined>;
export async function openGeoIp(path: string | undefined): Promise<GeoIp | undefined> {
  if (path === undefined) return undefined;
  try {
    await checkFile(path);
    const kind = await kindOf(path);
    if (kind === 'packed') throw unreadable(path, 'is packed (gzip). Unpack it first.');
    if (kind === 'empty') throw unreadable(path, 'is empty. Give a .mmdb database, or CSV with cidr,country,lat,lon.');
    return kind === 'mmdb' ? await readMmdb(path) : await readCsv(path, (await stat(path)).mtime);
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault('GEOIP_UNREADABLE', `The GeoIP file ${path} cannot be read: ${messageOf(cause)}.`, { cause });
  }
}

function unreadable(path: string, why: string): Fault {
  return new Fault('GEOIP_UNREADABLE', `The GeoIP file ${basename(path)} (geoip.path) ${why}`);
}

/** GeoIP2 Enterprise has 600 MB. It is read whole, so a larger one would be the end of the collector. */
const MAX_BYTES = 1_024 * 1_048_576;

/** A pipe would be waited for for ever, a device read without end: whoever starts the collector would start it in vain. */
async function checkFile(path: string): Promise<void> {
  const found = await stat(path);
  if (!found.isFile()) throw unreadable(path, 'is no file. Give a .mmdb database, or CSV with cidr,country,lat,lon.');
  if (found.size > MAX_BYTES) throw unreadable(path, `has more than ${MAX_BYTES / 1_048_576} MB.`);
}

const HEAD_BYTES = 4_096;

/** A database has zero bytes among its first numbers; text has none. */
export async function kindOf(path: string): Promise<'mmdb' | 'csv' | 'packed' | 'empty'> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    if (bytesRead === 0) return 'empty';
    const head = buffer.subarray(0, bytesRead);
    if (isGzip(head)) return 'packed';
    return path.endsWith('.mmdb') || head.includes(0) ? 'mmdb' : 'csv';
  } finally {
    await file.close();
  }
}
