// `2026-11-20T10:00:01.123456789Z container start 0123abcd (image=nginx, name=web)` and the same as JSON.

import type { Fields } from '#src/event/event.js';
import { CONFIGURATION_CHANGE, event, PROCESS_END, PROCESS_INFO, PROCESS_START } from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

const LINE =
  /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})? ?(?:Z|[+-]\d\d:?\d\d)(?: [A-Z]{1,5})?(?: m=[+-][\d.]{1,30})?) (container|image|network|volume|daemon|plugin|service|node|secret|config) (\w[\w-]{0,40}(?:: .{0,2000}?)?) (\S{1,300})(?: \((.{0,8000})\))?$/;

const STARTED = event('container_started', PROCESS_START, 1);
const STOPPED = event('container_stopped', PROCESS_END, 1);
const ACTIONS: Readonly<Record<string, Fields>> = {
  'container start': STARTED,
  'container unpause': STARTED,
  'container restart': STARTED,
  'container die': STOPPED,
  'container died': STOPPED,
  'container stop': STOPPED,
  'container kill': STOPPED,
  'container pause': STOPPED,
  'container oom': event('service_failed', PROCESS_END, 3),
  'container exec_start': event('process_started', PROCESS_START, 2),
  'network create': event('config_changed', CONFIGURATION_CHANGE, 2),
  'network destroy': event('config_changed', CONFIGURATION_CHANGE, 2),
  'volume destroy': event('config_changed', CONFIGURATION_CHANGE, 2),
};

export function readEventLine(text: string): Fields | undefined {
  const [, time = '', type, action = '', id, attributes = ''] = LINE.exec(text) ?? [];
  if (type === undefined) return undefined;
  return complete(Date.parse(podmanTime(time)), type, action, id, attributesOf(attributes));
}

/** Podman writes times as Go does: `2026-11-20 10:00:01.123456789 +0000 UTC m=+0.05`. */
const podmanTime = (time: string): string => time.replace(/^(\S{10}) (\S{8,18}) ([+-]\d\d)(\d\d)\b.*$/, '$1T$2$3:$4');

/** https://docs.docker.com/reference/api/engine/ EventMessage */
export function readEventObject(body: Readonly<Record<string, unknown>>): Fields | undefined {
  const { Type: type, Action: action, Actor: actor, timeNano, time } = body;
  if (typeof type !== 'string' || typeof action !== 'string' || typeof actor !== 'object' || actor === null)
    return undefined;
  const { ID: id, Attributes: attributes } = actor as { ID?: unknown; Attributes?: unknown };
  const ms = typeof timeNano === 'number' ? Math.floor(timeNano / 1e6) : Number(time) * 1000;
  const values = typeof attributes === 'object' && attributes !== null ? Object.entries(attributes as object) : [];
  const texts = values.filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return complete(ms, type, action, typeof id === 'string' ? id : undefined, new Map(texts));
}

/** `podman events --format json`: {"ID":..,"Image":..,"Name":..,"Status":"start","Time":..,"Type":"container","Attributes":{..}} */
export function readPodmanObject(body: Readonly<Record<string, unknown>>): Fields | undefined {
  const { Type: type, Status: status, ID: id, Name: name, Image: image, Time: time } = body;
  if (typeof type !== 'string' || typeof status !== 'string' || typeof time !== 'string') return undefined;
  if (!TYPES.has(type) || time.length > 64) return undefined;
  const exit = body['ContainerExitCode'];
  const said = new Map<string, string>();
  if (typeof name === 'string') said.set('name', name);
  if (typeof image === 'string') said.set('image', image);
  if (typeof exit === 'number') said.set('exitCode', String(exit));
  return complete(Date.parse(podmanTime(time)), type, status, typeof id === 'string' ? id : undefined, said);
}

const TYPES: ReadonlySet<string> = new Set(['container', 'image', 'pod', 'volume', 'network', 'system', 'machine']);

function complete(
  ms: number,
  type: string,
  action: string,
  id: string | undefined,
  attributes: ReadonlyMap<string, string>,
): Fields {
  const [verb = '', command] = action.split(': ', 2);
  const isFailure =
    (verb === 'die' || verb === 'died') && attributes.has('exitCode') && attributes.get('exitCode') !== '0';
  const fields: Fields = { ...(ACTIONS[`${type} ${verb}`] ?? event('device_message', PROCESS_INFO, 1)) };
  if (isFailure) Object.assign(fields, { 'event.outcome': 'failure', 'event.severity': 2 });
  if (ms > 0 && ms < 1e14) fields['@timestamp'] = ms;
  put(fields, 'docker.type', type);
  put(fields, 'docker.action', verb);
  put(fields, 'process.command_line', command);
  put(fields, type === 'container' ? 'container.id' : 'docker.id', id);
  put(fields, type === 'container' ? 'container.name' : 'docker.name', attributes.get('name'));
  put(fields, 'container.image.name', attributes.get('image'));
  put(fields, 'docker.exit_code', attributes.get('exitCode'));
  return fields;
}

/** `image=nginx, name=web`: labels may hold commas, so the values of names that matter are what is before the next `, name=`. */
function attributesOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const part of text.split(', ', 200)) {
    const equals = part.indexOf('=');
    if (equals > 0 && !found.has(part.slice(0, equals))) found.set(part.slice(0, equals), part.slice(equals + 1));
  }
  return found;
}
