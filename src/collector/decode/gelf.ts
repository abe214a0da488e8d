// GELF 1.1 (https://go2docs.graylog.org/current/getting_in_log_data/gelf_format.html), whatever brought it: an object with `host` and
// `short_message`; further fields begin with an underscore, which is no part of their name.

import { makeEnvelope, type Envelope, type Named } from '../../event/envelope.js';
import { readForeignTime } from '../../event/foreign-time.js';
import type { Opened } from './wrapped.js';

type Body = Readonly<Record<string, unknown>>;

/** Names of a program, the nearest to it first: syslog's, an application's own, Docker's GELF driver's. */
const PROGRAMS = ['SYSLOG_IDENTIFIER', 'syslog_identifier', 'process.name', 'application_name', 'app_name', 'app', 'appname', 'program', 'container_name', 'tag', 'service_name', 'service']; // prettier-ignore
const PIDS = ['SYSLOG_PID', 'pid', 'process_id', 'process.pid', 'procid', '_PID'];
/** Docker's driver (https://docs.docker.com/engine/logging/drivers/gelf/) -> ECS */
const CONTAINER: Readonly<Record<string, string>> = {
  container_id: 'container.id',
  container_name: 'container.name',
  image_id: 'container.image.id',
  image_name: 'container.image.name',
};
const OWN: ReadonlySet<string> = new Set(['version', 'host', 'short_message', 'full_message', 'timestamp', 'level']);

/** Undefined where it is not GELF. */
export function openGelf(body: Body): Opened | undefined {
  const { host, short_message: short, timestamp, level } = body;
  if (typeof short !== 'string' || (typeof host !== 'string' && body['version'] === undefined)) return undefined;
  const time = readForeignTime(timestamp);
  const named = { host, severity: level, time: typeof time === 'number' ? time : undefined };
  const more = additional(body);
  const full = typeof body['full_message'] === 'string' ? body['full_message'] : '';
  if (isWindows(more)) return openWindows(named, more, full || short);
  const text = continues(full, short) ? full : short;
  const said: Record<string, unknown> = text === full ? {} : { full_message: full };
  for (const [name, value] of Object.entries(more)) said[CONTAINER[name] ?? name] = value;
  return { envelope: envelopeOf(named, more, said), text };
}

function envelopeOf(named: Named, more: Body, said: Body): Envelope {
  const first = (names: readonly string[]): unknown => more[names.find((name) => more[name] !== undefined) ?? ''];
  return makeEnvelope('gelf', { ...named, app: first(PROGRAMS), pid: first(PIDS), facility: more['facility'] }, [said]);
}

/** Without the underscores; also what older senders write without one (`facility`, `line`, `file`). */
function additional(body: Body): Body {
  const more: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    if (OWN.has(name)) continue;
    const plain = name.charCodeAt(0) === UNDERSCORE ? name.slice(1) : name;
    if (plain !== '' && plain !== '__proto__') more[plain] = value;
  }
  return more;
}

const UNDERSCORE = 0x5f;

/** Many senders put the beginning into `short_message`, and all of it into the other (NXLog: 64 characters). */
function continues(full: string, short: string): boolean {
  const start = short.trimEnd().replace(/(?:\.\.\.|…)$/, '');
  return full.length > short.length && full.startsWith(start);
}

/** NXLog's GELF of an event log has the fields of its JSON, with an underscore before them; Graylog passes on Winlogbeat's as below. */
function isWindows(more: Body): boolean {
  if (more['winlogbeat_winlog_event_id'] !== undefined || more['winlog_event_id'] !== undefined) return true;
  return more['EventID'] !== undefined && (more['SourceName'] ?? more['Channel'] ?? more['ProviderGuid']) !== undefined;
}

/** Given to the Windows parser as NXLog's JSON: it knows these names. GELF has text and numbers, nothing deeper. */
function openWindows(named: Named, more: Body, message: string): Opened {
  const plain = Object.fromEntries(Object.entries(more).filter(([, value]) => typeof value !== 'object'));
  const json = { ...(typeof named.host === 'string' && { Hostname: named.host }), ...plain, Message: message };
  return { envelope: makeEnvelope('gelf', named, []), text: JSON.stringify(json), json };
}
