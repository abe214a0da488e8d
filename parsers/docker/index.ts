// Docker and containerd: what the daemons say (logfmt), and `docker events`, as text or JSON. What containers themselves say is other
// parsers' business. https://docs.docker.com/reference/cli/docker/system/events/

import type { Fields } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import { event, PROCESS_ERROR, PROCESS_INFO } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { type Mapping, putPairs } from '#src/event/mapping.js';
import { readPairs } from '#src/event/pairs.js';
import { defineParser } from '#src/plugin/parser.js';
import { readEventLine, readEventObject, readPodmanObject } from './events.js';

export default defineParser({
  id: 'docker',
  title: 'Docker and containerd',
  contract: '^1.0.0',
  family: 'container',
  hint: {
    apps: ['dockerd', 'docker', 'containerd', 'docker-events', 'podman'],
    contains: [
      ' container ',
      ' image ',
      ' network ',
      ' volume ',
      '"Actor":{"ID"',
      '"Actor": {"ID"',
      '"Type":"container"',
      '"Type": "container"',
    ],
  },
  parse,
});

const MAPPING: Mapping = {
  prefix: 'docker',
  names: new Map<string, FieldName>([
    ['container', 'container.id'],
    ['error', 'event.reason'],
  ]),
  dropped: new Set(['time', 'level', 'msg']),
};
/** https://github.com/sirupsen/logrus */
const SEVERITIES: Readonly<Record<string, number>> = {
  debug: 7,
  info: 6,
  warning: 4,
  warn: 4,
  error: 3,
  fatal: 2,
  panic: 1,
};

const ACTIONS_WITH_TEXT = /^(?:exec_create|exec_start|health_status)$/;

function parse(line: SyslogLine): Fields | undefined {
  const isDaemon = line.app === 'dockerd' || line.app === 'docker' || line.app === 'containerd';
  if (isDaemon && line.message.startsWith('time="')) return readLogfmt(line.message);
  if (line.app === 'podman' && line.message.startsWith('time="')) return readLogfmt(line.message);
  // Without a PRI `container` looks like a host, and an action with a colon like a program.
  if (line.host === 'container' && ACTIONS_WITH_TEXT.test(line.app ?? '')) return readEventLine(line.searched);
  if (line.app !== undefined && !isDaemon && line.app !== 'docker-events' && line.app !== 'podman') return undefined;
  return line.json === undefined
    ? readEventLine(line.app === undefined ? line.searched : line.message)
    : (readEventObject(line.json) ?? readPodmanObject(line.json));
}

/** `time="2026-11-20T10:00:01.123456789Z" level=error msg="..." container=0123 error="..."` */
function readLogfmt(text: string): Fields | undefined {
  const { pairs } = readPairs(text);
  const said = new Map(pairs);
  const message = said.get('msg');
  const severity = SEVERITIES[said.get('level') ?? ''];
  if (message === undefined || severity === undefined) return undefined;
  const fields =
    severity <= 3
      ? event('device_message', PROCESS_ERROR, severity === 3 ? 2 : 3, 'failure')
      : event('device_message', PROCESS_INFO, 1);
  const time = readForeignTime(said.get('time'));
  if (time !== undefined) fields['@timestamp'] = time;
  fields['log.syslog.severity.code'] = severity;
  putPairs(fields, MAPPING, pairs);
  if (message !== '') fields.message = message;
  return fields;
}
