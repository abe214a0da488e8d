// Lines that came inside something else: what their envelope says becomes the header, and a JSON object that is itself such an
// envelope (GELF, a container runtime's record, a shipper's) is opened, so that parsers see the program's own line.

import { isContainerId } from '../../event/container.js';
import { combine, makeEnvelope, type Envelope } from '../../event/envelope.js';
import { isShallow } from '../../event/json-text.js';
import type { SyslogLine } from '../../event/line.js';
import { readForeignTime } from '../../event/foreign-time.js';
import { openGelf } from './gelf.js';
import { openJournal } from './journal.js';
import { isStrangersFirst } from './nested-header.js';
import { openShipped } from './shipped.js';
import { readTag, tag } from './tag.js';
import { openUnifiedLog } from './unified-log.js';

type Body = Readonly<Record<string, unknown>>;

/** What an object held: its envelope, and the text inside (`json`: that, where it is an object). */
export interface Opened {
  readonly envelope: Envelope;
  readonly text: string;
  readonly json?: Body;
  /** False where the text is the program's own and must not be searched for a header. */
  readonly hasHeader?: false;
}

/** Undefined for an object that is the message itself. */
export function openObject(body: Body): Opened | undefined {
  if (body['short_message'] !== undefined) return openGelf(body);
  return openContainer(body) ?? openJournal(body) ?? openUnifiedLog(body) ?? openShipped(body);
}

/**
 * Puts an envelope's word into a line whose own header was read. A time of the envelope makes up for one that the line lacks; its
 * host counts before the line's (as with nested headers); a program that the line names counts before the envelope's, unless the
 * envelope's is one that writes strangers' words first (a web server).
 */
export function applyEnvelope(line: SyslogLine, said: Envelope): void {
  const envelope = line.envelope === undefined ? said : combine(said, line.envelope);
  line.envelope = envelope;
  if (line.app === undefined) readBareTag(line, envelope.app);
  if (envelope.host !== undefined) line.host = envelope.host;
  if (line.app === undefined || isStrangersFirst(envelope.app)) {
    if (line.app !== undefined && envelope.app !== line.app) line.message = line.searched;
    line.app = envelope.app;
    line.pid = envelope.pid;
  }
  line.facility ??= envelope.facility;
  line.severity ??= envelope.severity;
  // A time is optional in these protocols: what lacks it is stored with that of its receipt, and is no defect.
  dropTags(line, envelope.time === undefined ? 'syslog.missing-timestamp' : '-timestamp');
  if (envelope.time !== undefined) line.time = { kind: 'instant', ms: envelope.time };
}

function dropTags(line: SyslogLine, end: string): void {
  const left = line.tags?.filter((defect) => !defect.endsWith(end));
  line.tags = left?.length === 0 ? undefined : left;
}

/**
 * `sshd[123]: ...` without a time before it: the envelope has that. Not where the envelope names another program: then a stranger may
 * have made that one write it. A tag without a pid may be any word of the message.
 */
function readBareTag(line: SyslogLine, named: string | undefined): void {
  const { message } = line;
  if (line.dialect !== 'none' || !readTag(message, 0) || tag.pidEnd <= tag.pidFrom) return;
  const app = message.slice(0, tag.end);
  if (named !== undefined && named !== app) return;
  line.app = app;
  line.pid = message.slice(tag.pidFrom, tag.pidEnd);
  line.messageAt += tag.messageAt;
  line.message = message.slice(tag.messageAt);
}

const STREAMS: ReadonlySet<unknown> = new Set(['stdout', 'stderr']);
const READ: ReadonlySet<string> = new Set(['log', 'line', 'stream', 'source', 'time', 'kubernetes']);

/**
 * What runtimes and agents make of a line that a container wrote: Docker's json-file and fluentd drivers and agents that read them
 * (`log`, `stream` or `source`, `time`), Docker's splunk driver (`line`, `source`, `tag`, `attrs`).
 * https://docs.docker.com/engine/logging/drivers/
 */
function openContainer(body: Body): Opened | undefined {
  const inner = body['log'] ?? body['line'];
  const stream = body['stream'] ?? body['source'];
  if (inner === undefined || inner === null || !STREAMS.has(stream)) return undefined;
  const isObject = typeof inner === 'object' && !Array.isArray(inner);
  if (typeof inner !== 'string' && !(isObject && isShallow(inner, MAX_DEPTH))) return undefined;
  const { kubernetes } = body;
  const pod = kubernetes !== null && typeof kubernetes === 'object' ? (kubernetes as Body) : {};
  const time = readForeignTime(body['time']);
  const named = {
    host: pod['host'],
    app: pod['container_name'] ?? body['container_name'] ?? nameIn(body['tag']),
    time: typeof time === 'number' ? time : undefined,
  };
  const said = Object.fromEntries(Object.entries(body).filter(([name]) => !READ.has(name)));
  const envelope = makeEnvelope('container', named, [{ stream, ...said }, { kubernetes: pod }]);
  if (isObject) return { envelope, text: JSON.stringify(inner), json: inner as Body };
  return { envelope, text: (inner as string).replace(/\r?\n$/, '') };
}

const MAX_DEPTH = 32;

function nameIn(tag: unknown): unknown {
  return typeof tag === 'string' && isContainerId(tag) ? undefined : tag;
}
