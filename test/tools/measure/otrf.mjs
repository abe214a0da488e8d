// Recorded Windows channels, one flattened JSON object a line: id, channel, host, time, and every value of the event's data.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from './parse.mjs';
import { unzip } from './unzip.mjs';

/** What the forwarders add about themselves and the envelope: not data of the event. */
const ENVELOPE =
  /^(@.*|tags|host|port|type|ecs|agent|SourceModule.*|EventReceivedTime|EventTime|EventTime.*|Event(ID|Type|TypeOrignal)|EventIdOrignal|Severity.*|Hostname|Keywords|ProviderGuid|SourceName|RecordNumber|ExecutionProcessID|ExecutionThreadID|ThreadID|ProcessID|Channel|Domain|AccountName|AccountType|UserID|Message|Category|Opcode(Value)?|Task|TimeCreated|Level|Version|ActivityID|RelatedActivityID|EventData.*|ERROR_EVT_UNRESOLVED|winlog)$/;

/** @param {string} folder ../shared/data/windows-otrf @param {import('./tally.mjs').Tally} tally */
export async function otrf(folder, tally) {
  for (const archive of readdirSync(folder).filter((file) => file.endsWith('.zip'))) {
    for (const { bytes } of unzip(readFileSync(join(folder, archive)))) {
      const lines = bytes.toString('utf8').split('\n').filter((line) => line.trim() !== ''); // prettier-ignore
      if (!lines[0]?.startsWith('{')) continue; // a Linux host's audit log
      const bodies = lines.map((line) => JSON.parse(line));
      await parse(`${lines.join('\n')}\n`, (event, at) => compare(tally, bodies[at], event, lines[at]));
    }
  }
}

function compare(tally, body, event, line) {
  const family = 'windows-otrf';
  tally.compare(family, 'event.code', String(body.EventID ?? body.event_id), event['event.code'], line);
  tally.compare(family, 'winlog.channel', body.Channel ?? body.log_name, event['winlog.channel'], line);
  tally.compare(family, 'host.name', body.Hostname ?? body.computer_name, event['host.name'], line);
  const at = body['@timestamp'];
  if (typeof at === 'string') {
    // The recorder's own time; the event's may differ by what the forwarding took.
    const isNear = Math.abs(Date.parse(event['@timestamp']) - Date.parse(at)) < 86_400_000;
    tally.compare(family, '@timestamp', true, isNear, line);
  }
  for (const [name, value] of Object.entries(body)) {
    if (ENVELOPE.test(name) || value === null || value === '' || typeof value === 'object') continue;
    tally.compare(family, 'event_data', String(value), textOf(event[`winlog.event_data.${name}`]), `${name}: ${line}`);
  }
}

const textOf = (value) => (value === undefined ? undefined : String(value));
