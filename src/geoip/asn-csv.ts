// AS numbers as CSV: `cidr,number,name`, a heading if it likes, `#` comments. IPv6 is told apart by /48, as in csv.ts.

import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { addressOf, ipv4Number } from '../query/address.js';
import { type AsnTable, type AutonomousSystem, named, numberIn, unreadable } from './asn.js';
import { Ranges } from './ranges.js';

const MAX_NETWORKS = 5_000_000;

/** @throws Fault GEOIP_UNREADABLE when it has no line that makes sense, or too many lines */
export async function readAsnCsv(path: string): Promise<AsnTable> {
  const [v4, v6] = [new Ranges(32), new Ranges(48)];
  const systems: AutonomousSystem[] = [];
  const known = new Map<string, number>();
  let [networks, bad, rest] = [0, 0, ''];
  const take = (line: string): void => {
    const [cidr = '', asn = '', ...name] = line.trim().replaceAll('"', '').split(',');
    if (cidr === '' || cidr.startsWith('#')) return;
    const key = `${asn},${name.join(',')}`;
    const number = numberIn(asn.trim());
    const at = known.get(key) ?? systems.length;
    if (number === undefined || !addNetwork(v4, v6, cidr, at)) return void (bad += 1);
    networks += 1;
    if (at < systems.length) return;
    systems.push(named(number, name.join(',')));
    known.set(key, at);
  };
  for await (const piece of createReadStream(path, {
    encoding: 'utf8',
    highWaterMark: 262_144,
  }) as AsyncIterable<string>) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop()!.slice(0, 4_096);
    for (const line of lines) take(line);
    if (networks > MAX_NETWORKS)
      throw unreadable(path, `has more than ${MAX_NETWORKS} networks: give a .mmdb database.`);
  }
  take(rest);
  if (networks === 0) throw unreadable(path, 'has no line like 203.0.113.0/24,64500,Example Net.');
  await v4.seal();
  await v6.seal();
  known.clear();
  return {
    title: `${basename(path)}, ${networks.toLocaleString('en-US')} networks`,
    ...(bad > 1 && { trouble: `${bad} lines were left out` }), // one is the heading
    lookup(ip) {
      const number = ipv4Number(ip);
      const address = number >= 0 ? undefined : addressOf(ip);
      const index = number >= 0 ? v4.find(number) : address === undefined ? undefined : findBytes(v4, v6, address);
      return index === undefined ? undefined : systems[index];
    },
  };
}

function addNetwork(v4: Ranges, v6: Ranges, cidr: string, value: number): boolean {
  const [base = '', length = ''] = cidr.trim().split('/');
  const address = addressOf(base);
  if (address === undefined || !/^\d{1,3}$/.test(length) || Number(length) > address.length * 8) return false;
  const [ranges, bits] = address.length === 4 ? [v4, 32] : [v6, 48];
  const size = 2 ** Math.max(0, bits - Number(length));
  const number = numberOf(address, bits / 8);
  const from = number - (number % size);
  ranges.add(from, from + size - 1, value);
  return true;
}

function findBytes(v4: Ranges, v6: Ranges, address: Uint8Array): number | undefined {
  return address.length === 4 ? v4.find(numberOf(address, 4)) : v6.find(numberOf(address, 6));
}

function numberOf(address: Uint8Array, bytes: number): number {
  let number = 0;
  for (let at = 0; at < bytes; at += 1) number = number * 256 + address[at]!;
  return number;
}
