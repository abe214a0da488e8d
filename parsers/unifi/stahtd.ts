// `stahtd: [STA-TRACKER].stahtd_dump_event(): {"message_type":"STA_ASSOC_TRACKER","mac":"...","vap":"ath0","event_type":"failure",...}`

import { parseJsonObject } from '#src/event/json-text.js';
import type { Fields } from '#src/event/event.js';
import { readMac } from '#src/event/flow.js';
import { CONNECTION_DENIED, CONNECTION_END, CONNECTION_START, event, NETWORK_INFO } from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

const MAX_JSON_CHARS = 8_000;

export function readStationEvent(text: string): Fields | undefined {
  const at = text.indexOf('{"');
  if (at < 0 || at > 200 || text.length - at > MAX_JSON_CHARS) return undefined;
  const body = objectOf(text.slice(at));
  if (body?.['message_type'] === undefined) return undefined;
  const fields = classify(`${wordOf(body['event_type'])} ${wordOf(body['message_type'])}`);
  const mac = readMac(wordOf(body['mac']));
  if (mac !== undefined) fields['source.mac'] = mac;
  put(fields, 'source.ip', wordOf(body['ip']), 'unifi.ip');
  put(fields, 'observer.ingress.interface.name', wordOf(body['vap']));
  for (const name of [
    'message_type',
    'event_type',
    'assoc_status',
    'auth_rssi',
    'event_id',
    'query_1',
    'dns_resp_seen',
  ]) {
    put(fields, `unifi.${name}`, wordOf(body[name]));
  }
  return fields;
}

function classify(words: string): Fields {
  if (/failure/i.test(words)) return event('wifi_refused', CONNECTION_DENIED, 2, 'failure');
  if (/leave|disconnect|disassoc/i.test(words)) return event('wifi_left', CONNECTION_END, 1);
  if (/success|STA_ASSOC|join|roam/i.test(words)) return event('wifi_joined', CONNECTION_START, 1);
  return event('device_message', NETWORK_INFO, 1);
}

const wordOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  return parseJsonObject(text.slice(0, text.lastIndexOf('}') + 1));
}
