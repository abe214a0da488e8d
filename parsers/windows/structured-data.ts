// NXLog's to_syslog_ietf(): the fields of the event as RFC 5424 structured data, its rendered text as the message.

import { readFlatJson } from './json-flat.js';
import type { WindowsRecord } from './record.js';

type StructuredData = Readonly<Record<string, Readonly<Record<string, string>>>>;

export function readStructuredData(data: StructuredData, message: string): WindowsRecord | undefined {
  for (const id in data) {
    const params = data[id]!;
    if (params['EventID'] === undefined) continue;
    const record = readFlatJson(params);
    if (record === undefined) continue;
    if (message !== '') record.message ??= message;
    return record;
  }
  return undefined;
}
