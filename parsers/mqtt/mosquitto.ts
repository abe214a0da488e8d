// Mosquitto: who connects and who is refused. The client's id and user are a stranger's words; the address stands before them.
// https://mosquitto.org/man/mosquitto-conf-5.html (log_type), src/handle_connect.c

import { readIp, readPort } from '#src/event/address.js';
import type { Fields } from '#src/event/event.js';
import { CONNECTION_DENIED, CONNECTION_END, CONNECTION_START, event, LOGON, NETWORK_DENIED, PROCESS_END, PROCESS_ERROR, PROCESS_INFO, PROCESS_START } from '#src/event/kinds.js'; // prettier-ignore
import { type Pattern, PatternTable } from '#src/event/patterns.js';
import { put } from '#src/event/put.js';

const CONNECTED = event('mqtt_connected', LOGON, 1, 'success');
const REFUSED = event('application_login', LOGON, 3, 'failure');
const OPENED = event('mqtt_connection', CONNECTION_START, 1);
const LEFT = event('mqtt_disconnected', CONNECTION_END, 1);
const THROWN_OUT = event('mqtt_disconnected', CONNECTION_END, 2, 'failure');
const ID = '<mqtt.client:text>';

/** `192.0.2.7:50000`, `2001:db8::7:50000` (no brackets: the port is behind the last colon), before version 2 without a port. */
const splitPeer = (fields: Fields): void => {
  const peer = fields['mqtt.peer'];
  if (typeof peer !== 'string') return;
  const colon = peer.lastIndexOf(':');
  const ip = colon > 0 ? readIp(peer, 0, colon) : readIp(peer);
  if (ip === undefined) return;
  const port = colon > 0 ? readPort(peer, colon + 1) : undefined;
  if (colon > 0 && port === undefined) return;
  delete fields['mqtt.peer'];
  put(fields, 'source.ip', ip);
  if (port !== undefined) fields['source.port'] = port;
};

const PATTERNS: readonly Pattern[] = [
  ['New connection from <mqtt.peer> on port <destination.port>.', OPENED, splitPeer],
  [`New client connected from <mqtt.peer> as ${ID} (<_:phrase>, u'<user.name:phrase>').`, CONNECTED, splitPeer],
  [`New client connected from <mqtt.peer> as ${ID} (<_:phrase>).`, CONNECTED, splitPeer],
  [`New bridge connected from <mqtt.peer> as ${ID} (<_:phrase>).`, CONNECTED, splitPeer],
  [`Client ${ID} disconnected, not authorised.`, REFUSED],
  [`Client ${ID} [<mqtt.peer>] disconnected: not authorised.`, REFUSED, splitPeer],
  [`Client ${ID} [<mqtt.peer>] disconnected.`, LEFT, splitPeer],
  [`Client ${ID} [<mqtt.peer>] disconnected: <event.reason:phrase>.`, THROWN_OUT, splitPeer],
  [`Client ${ID} disconnected.`, LEFT],
  [`Client ${ID} disconnected due to <event.reason:phrase>.`, THROWN_OUT],
  [`Client ${ID} disconnected: <event.reason:phrase>.`, THROWN_OUT],
  [`Client ${ID} closed its connection.`, LEFT],
  ['Client connection from <mqtt.peer> failed: <event.reason:text>', { ...OPENED, 'event.severity': 2, 'event.outcome': 'failure' }, splitPeer],
  ['Client connection from <mqtt.peer> denied access by tcpd.', { ...OPENED, 'event.type': CONNECTION_DENIED.type, 'event.severity': 3, 'event.outcome': 'failure' }, splitPeer],
  ['Invalid protocol "<_:phrase>" in CONNECT from <mqtt.peer:text>.', THROWN_OUT, splitPeer],
  ['Invalid protocol version <_> in CONNECT from <mqtt.peer:text>.', THROWN_OUT, splitPeer],
  [`Bad client ${ID} sending multiple CONNECT messages.`, THROWN_OUT],
  [`Outgoing messages are being dropped for client ${ID}.`, event('device_message', PROCESS_INFO, 2)],
  [`Client ${ID} has exceeded timeout, disconnecting.`, THROWN_OUT],
  [`Client ${ID} already connected, closing old connection.`, THROWN_OUT],
  [`Socket error on client ${ID}, disconnecting.`, THROWN_OUT],
  [`Bad socket read/write on client ${ID}: <event.reason:phrase>`, THROWN_OUT],
  [`Denied PUBLISH from <mqtt.client> (<_:phrase>, '<mqtt.topic:text>', ... (<_:phrase> bytes))`, event('mqtt_denied', NETWORK_DENIED, 3, 'failure')],
  [`Denied SUBSCRIBE from <mqtt.client> (<mqtt.topic:text>)`, event('mqtt_denied', NETWORK_DENIED, 3, 'failure')],
  ['mosquitto version <service.version> starting', event('service_started', PROCESS_START, 1)],
  ['mosquitto version <service.version> running', event('service_started', PROCESS_START, 1)],
  ['mosquitto version <service.version> terminating', event('service_stopped', PROCESS_END, 2)],
  ['Opening <_> listen socket on port <server.port>.', event('device_message', PROCESS_INFO, 1)],
  ['Config loaded from <file.path:text>.', event('device_message', PROCESS_INFO, 1)],
  ['Saving in-memory database to <file.path:text>.', event('device_message', PROCESS_INFO, 1)],
  ['Connecting bridge <mqtt.bridge:phrase> (<server:endpoint>)', event('device_message', PROCESS_INFO, 1)],
  ['OpenSSL Error[<_>]: <event.reason:text>', event('device_message', PROCESS_ERROR, 2)],
  ['Error: <event.reason:text>', event('device_message', PROCESS_ERROR, 2)],
  ['Warning: <event.reason:text>', event('device_message', PROCESS_INFO, 2)],
]; // prettier-ignore

export const MOSQUITTO = new PatternTable(PATTERNS, 'mqtt');
