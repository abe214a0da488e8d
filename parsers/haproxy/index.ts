// HAProxy: requests (http and tcp format), handshake errors, and what it says of its servers and itself.
// https://docs.haproxy.org/3.0/configuration.html#8.2

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { event, PROCESS_END, PROCESS_ERROR, PROCESS_INFO, PROCESS_START, CONNECTION_START } from '#src/event/kinds.js';
import { PatternTable } from '#src/event/patterns.js';
import { defineParser } from '#src/plugin/parser.js';
import { readRequest } from './request.js';

export default defineParser({
  id: 'haproxy',
  title: 'HAProxy',
  contract: '^1.0.0',
  family: 'web',
  // Without a header: the queues at the end of nearly every line.
  hint: { apps: ['haproxy'], contains: ['haproxy[', ' 0/0'] },
  parse,
});

const DOWN = event('service_failed', PROCESS_ERROR, 3);
const UP = event('service_started', PROCESS_START, 1);

const TABLE = new PatternTable(
  [
    ['Server <haproxy.server> is DOWN, reason: <event.reason:text>', DOWN],
    ['Server <haproxy.server> is DOWN<_:text>', DOWN],
    ['Server <haproxy.server> is UP, reason: <event.reason:text>', UP],
    ['Server <haproxy.server> is UP<_:text>', UP],
    ['Server <haproxy.server> is going DOWN for maintenance<_:text>', event('service_stopped', PROCESS_END, 2)],
    ['Health check for <_:phrase>server <haproxy.server> failed, reason: <event.reason:text>', DOWN],
    ['Health check for <_:phrase>server <haproxy.server> succeeded, reason: <event.reason:text>', event('device_message', PROCESS_INFO, 1)],
    ['backend <haproxy.backend> has no server available!', event('service_failed', PROCESS_ERROR, 4)],
    ['proxy <haproxy.backend> has no server available!', event('service_failed', PROCESS_ERROR, 4)],
    ['Proxy <haproxy.frontend> started.', UP],
    ['Proxy <haproxy.frontend> stopped<_:text>', event('service_stopped', PROCESS_END, 1)],
    ['Connect from <source:endpoint> to <destination:endpoint> (<haproxy.frontend:text>)', event('flow_logged', CONNECTION_START, 1)],
    ['Stopping <_:phrase> <haproxy.frontend> in <_:text>', event('service_stopped', PROCESS_END, 1)],
  ],
  'haproxy',
); // prettier-ignore

/** From its standard error: `[WARNING]  (9) : Server ...`. */
const LEVEL = /^\[(?:NOTICE|WARNING|ALERT)\] {1,4}(?:\(\d{1,10}\)|[\d/]{1,30}) {1,4}(?:\(\d{1,10}\) )?: /;

/** Where it stands without a time: `haproxy[14387]: `. */
const OWN_TAG = /^haproxy\[\d{1,10}\]: /;

function parse(line: SyslogLine): Fields | undefined {
  if (line.app !== undefined && line.app.toLowerCase() !== 'haproxy') return undefined;
  const text = line.app === undefined ? line.searched.replace(OWN_TAG, '') : line.message;
  if (line.app !== undefined && LEVEL.test(text)) return TABLE.match(text.replace(LEVEL, ''));
  return readRequest(text) ?? (line.app === undefined ? undefined : TABLE.match(text));
}
