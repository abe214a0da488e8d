// GeoIP as CSV: `cidr,country,lat,lon`, a header if it likes, `#` comments. Lines that make no sense are left out, counted and named.
// IPv6 is told apart by /48: narrower networks count as their /48 (of several, the last).

import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { addressOf, ipv4Number } from '../query/address.js';
import { Fault } from '../faults.js';
import type { GeoIp, GeoPlace } from './geoip.js';
import { Ranges } from './ranges.js';

const MAX_LINES = 5_000_000;
const MAX_LINE_CHARS = 1_024;
const NAMED_LINES = 3;
const V6_BITS = 48;

/** @throws Fault GEOIP_UNREADABLE when it has no line that makes sense, or too many lines */
export async function readCsv(path: string, changed: Date): Promise<GeoIp> {
  const table = new Table();
  let rest = '';
  for await (const chunk of createReadStream(path, {
    encoding: 'latin1',
    highWaterMark: 1 << 20,
  }) as AsyncIterable<string>) {
    const text = rest + chunk;
    let at = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', at)) {
      table.take(text.slice(at, end));
      at = end + 1;
    }
    rest = text.slice(at).slice(0, MAX_LINE_CHARS);
    if (table.lines > MAX_LINES) throw tooLong(path);
  }
  table.take(rest);
  if (table.networks === 0) throw nothingIn(path, table);
  return table.finish(`${basename(path)} of ${changed.toISOString().slice(0, 10)}`);
}

class Table {
  lines = 0;
  networks = 0;
  readonly bad: number[] = [];
  badCount = 0;
  readonly #v4 = new Ranges(32);
  readonly #v6 = new Ranges(48);
  readonly #places: GeoPlace[] = [];
  /** Text behind the network -> index; millions of networks are in some thousand places. */
  readonly #known = new Map<string, number>();

  take(line: string): void {
    this.lines += 1;
    const text = line.trim().replaceAll('"', '');
    if (text === '' || text.startsWith('#')) return;
    if (text.length > MAX_LINE_CHARS) return this.#refuse();
    if (this.#add(text)) this.networks += 1;
    else if (this.lines > 1 || /\d/.test(text)) this.#refuse();
  }

  async finish(title: string): Promise<GeoIp> {
    await this.#v4.seal();
    await this.#v6.seal();
    this.#known.clear();
    const networks = `${this.networks.toLocaleString('en-US')} networks`;
    const trouble = this.trouble();
    return {
      title: `${title}, ${networks}`,
      ...(trouble !== undefined && { trouble }),
      lookup: (ip) => this.#lookup(ip),
    };
  }

  /** `3 lines were left out: 7, 9 and 12` */
  trouble(): string | undefined {
    if (this.badCount === 0) return undefined;
    const more = this.badCount > this.bad.length ? ', ...' : '';
    const lines = this.badCount === 1 ? '1 line was left out: line' : `${this.badCount} lines were left out: lines`;
    return `${lines} ${this.bad.join(', ')}${more}`;
  }

  #lookup(ip: string): GeoPlace | undefined {
    const v4 = ipv4Number(ip);
    if (v4 >= 0) return this.#place(this.#v4.find(v4));
    const address = addressOf(ip);
    if (address === undefined) return undefined;
    return this.#place(
      address.length === 4 ? this.#v4.find(numberOf(address, 4)) : this.#v6.find(numberOf(address, 6)),
    );
  }

  #place(index: number | undefined): GeoPlace | undefined {
    return index === undefined ? undefined : this.#places[index];
  }

  #refuse(): void {
    this.badCount += 1;
    if (this.bad.length < NAMED_LINES) this.bad.push(this.lines);
  }

  #add(line: string): boolean {
    const comma = line.indexOf(',');
    const slash = line.lastIndexOf('/', comma);
    if (comma < 0 || slash < 0) return false;
    const place = this.#placeOf(line.slice(comma + 1));
    const length = lengthOf(line, slash + 1, comma);
    const v4 = ipv4Number(line.slice(0, slash));
    if (place < 0 || length < 0) return false;
    if (v4 >= 0) return length <= 32 && addTo(this.#v4, v4, 32 - length, place);
    const address = addressOf(line.slice(0, slash));
    if (address === undefined || address.length === 4 || length > 128) return false;
    return addTo(this.#v6, numberOf(address, 6), V6_BITS - Math.min(length, V6_BITS), place);
  }

  /** `DE,51.2,10.4` or `DE`; -1 when it is no place. */
  #placeOf(text: string): number {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const place = readPlace(text);
    if (place === undefined) return -1;
    this.#places.push(place);
    this.#known.set(text, this.#places.length - 1);
    return this.#places.length - 1;
  }
}

function readPlace(text: string): GeoPlace | undefined {
  const [country = '', lat = '', lon = ''] = text.split(',').map((each) => each.trim());
  if (!/^[A-Za-z]{2}$/.test(country)) return undefined;
  if (lat === '' && lon === '') return { country: country.toUpperCase() };
  const [north, east] = [Number(lat), Number(lon)];
  if (lat === '' || lon === '' || !(Math.abs(north) <= 90) || !(Math.abs(east) <= 180)) return undefined;
  return { country: country.toUpperCase(), lat: north, lon: east };
}

/** Bits behind the prefix may be set: they are cut off. */
function addTo(ranges: Ranges, address: number, freeBits: number, place: number): boolean {
  const size = 2 ** freeBits;
  const from = address - (address % size);
  ranges.add(from, from + size - 1, place);
  return true;
}

function lengthOf(text: string, from: number, to: number): number {
  const digits = text.slice(from, to).trim();
  return /^\d{1,3}$/.test(digits) ? Number(digits) : -1;
}

function numberOf(address: Uint8Array, bytes: number): number {
  let number = 0;
  for (let at = 0; at < bytes; at += 1) number = number * 256 + address[at]!;
  return number;
}

function nothingIn(path: string, table: Table): Fault {
  const why = table.badCount === 0 ? 'it is empty' : table.trouble();
  return new Fault(
    'GEOIP_UNREADABLE',
    `The GeoIP file ${basename(path)} has no line like 203.0.113.0/24,DE,51.2,10.4 (cidr,country,lat,lon): ${why}.`,
  );
}

function tooLong(path: string): Fault {
  return new Fault(
    'GEOIP_UNREADABLE',
    `The GeoIP file ${basename(path)} has more than ${MAX_LINES} lines: give a .mmdb database.`,
  );
}
