// Binary Windows event logs: every record of the chunk headers, and what an independent reader (@ts-evtx/core) finds in them. That reader
// renders some records as nothing and folds white space, so only what it has is compared, white space folded.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EvtxFile } from '@ts-evtx/core';
import { parseFile } from './parse.mjs';

const CHUNK_BYTES = 65_536;
const FILE_HEADER_BYTES = 4_096;

/** @param {string} folder ../shared/data/evtx @param {import('./tally.mjs').Tally} tally */
export async function evtx(folder, tally) {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.evtx'))) {
    const path = join(folder, name);
    const events = new Map();
    await parseFile(path, (event) => events.set(Number(event['winlog.record_id']), event));
    tally.compare('evtx', 'records', recordsOf(readFileSync(path)), events.size, name);
    const file = await EvtxFile.open(path);
    for (const record of file.records()) compare(tally, record.renderXml(), events, name);
  }
}

/** Sum over the chunks of (last - first + 1) record number. https://github.com/libyal/libevtx, section 3 */
function recordsOf(file) {
  let count = 0;
  for (let at = FILE_HEADER_BYTES; at + CHUNK_BYTES <= file.length; at += CHUNK_BYTES) {
    if (file.toString('latin1', at, at + 7) !== 'ElfChnk') continue;
    count += Number(file.readBigUInt64LE(at + 16) - file.readBigUInt64LE(at + 8)) + 1;
  }
  return count;
}

function compare(tally, xml, events, name) {
  const id = /<EventRecordID>(\d+)</.exec(xml)?.[1];
  if (id === undefined) return; // rendered as nothing
  const event = events.get(Number(id)) ?? {};
  const of = (pattern) => pattern.exec(xml)?.[1];
  tally.compare('evtx', 'event.code', of(/<EventID[^>]*>(\d+)</), event['event.code'], name);
  tally.compare('evtx', 'winlog.channel', of(/<Channel>([^<]*)</), event['winlog.channel'], name);
  tally.compare('evtx', 'host.name', of(/<Computer>([^<]*)</), event['host.name'], name);
  const time = of(/SystemTime="([^"]*)"/)?.replace(' ', 'T');
  if (time !== undefined) {
    const isSame = Math.abs(Date.parse(`${time.replace(/Z$/, '')}Z`) - Date.parse(event['@timestamp'])) < 2;
    tally.compare('evtx', '@timestamp', true, isSame, `${name} ${time} ${event['@timestamp']}`);
  }
  for (const [, field, value] of xml.matchAll(/<Data Name="([^"]+)">([^<]*)<\/Data>/g)) {
    if (folded(value) === '') continue;
    let actual = event[`winlog.event_data.${field}`];
    // Windows shows HexInt32 and HexInt64 in hexadecimal; that reader in decimal.
    if (/^0x[\da-f]+$/i.test(actual) && Number(actual) === Number(value)) actual = value;
    tally.compare('evtx', 'event_data', folded(value), actual === undefined ? undefined : folded(String(actual)), `${name} ${id} ${field}`); // prettier-ignore
  }
}

function folded(text) {
  const plain = text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll(/&(?:apos|#x27);/g, "'").replaceAll('&amp;', '&'); // prettier-ignore
  return plain.replaceAll(/\s+/g, ' ').trim();
}
