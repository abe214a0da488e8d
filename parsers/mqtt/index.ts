// The MQTT broker Mosquitto, and Zigbee2MQTT.

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { put, putInstant } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { MOSQUITTO } from './mosquitto.js';
import { ZIGBEE } from './zigbee.js';

export default defineParser({
  id: 'mqtt',
  title: 'Mosquitto and Zigbee2MQTT',
  contract: '^1.0.0',
  family: 'home',
  hint: {
    apps: ['mosquitto*', 'zigbee2mqtt*', 'addon_core_mosquitto', 'eclipse-mosquitto'],
    contains: ['New client connected from ', 'New connection from ', 'not authorised.', 'closed its connection.', 'Zigbee2MQTT:', ' z2m: ', '\tz2m:', ' z2m:mqtt: ', 'exceeded timeout, disconnecting.', 'Denied PUBLISH from ', 'Denied SUBSCRIBE from ', ': Client ', ': mosquitto version ', ' listen socket on port ', 'Socket error on client ', 'read/write on client ', ': OpenSSL Error[', 'Client connection from ', ' in CONNECT from ', ' sending multiple CONNECT ', 'Connecting bridge ', 'Config loaded from ', 'Saving in-memory database', ' are being dropped for client '],
  },
  parse,
}); // prettier-ignore

/** Mosquitto's own time: seconds since 1970, or what log_timestamp_format makes of it, mostly ISO with or without a zone. */
const OWN_TIME = /^(?:(\d{10})|(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(Z|[+-]\d\d:?\d\d)?): /;
/** `[2026-11-20 10:00:01] info: <tab>z2m: `, older `Zigbee2MQTT:info  2026-11-20 10:00:01: `, in syslog `info: z2m: `. */
const Z2M =
  /^(?:\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] )?(?:Zigbee2MQTT:)?(?:info|warning|error|warn|debug):?\s{1,4}(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d: )?(?:z2m(?::\w{1,20})?: )?/;

function parse(line: SyslogLine): Fields | undefined {
  const app = line.app?.toLowerCase();
  if (app?.includes('zigbee2mqtt') === true) return ZIGBEE.match(line.message.replace(Z2M, ''));
  if (app !== undefined) return app.includes('mosquitto') ? readMosquitto(line.message) : undefined;
  const isZigbee = line.message.startsWith('Zigbee2MQTT:') || /^\[[\d :-]{19}\] \w{4,7}: \tz2m[: ]/.test(line.message);
  if (isZigbee) return ZIGBEE.match(line.message.replace(Z2M, ''));
  // Without a program only with Mosquitto's own time before it.
  return OWN_TIME.test(line.searched) ? readMosquitto(line.searched) : undefined;
}

function readMosquitto(message: string): Fields | undefined {
  const time = OWN_TIME.exec(message);
  const fields = MOSQUITTO.match(time === null ? message : message.slice(time[0].length));
  if (fields === undefined || time === null) return fields;
  if (time[1] !== undefined) fields['@timestamp'] = Number(time[1]) * 1000;
  else if (time[3] === undefined) put(fields, '@timestamp', time[2]?.replace('T', ' '));
  else putInstant(fields, `${time[2]!.replace(' ', 'T')}${time[3].replace(/(\d\d)(\d\d)$/, '$1:$2')}`);
  return fields;
}
