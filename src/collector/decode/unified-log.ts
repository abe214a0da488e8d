// An entry of Apple's unified log as JSON (`log show --style ndjson`, `log stream --style json`, Elastic's and OpenTelemetry's readers):
// logd wrote which process said it, so that is the header, and the text is the program's own, which is not searched for another header.
// man log(1)

import { makeEnvelope } from '../../event/envelope.js';
import { readForeignTime } from '../../event/foreign-time.js';
import type { Opened } from './wrapped.js';

type Body = Readonly<Record<string, unknown>>;

/** RFC 5424's numbers for logd's words; what they call a default is a notice. */
const SEVERITIES: Readonly<Record<string, number>> = { Fault: 2, Error: 3, Default: 5, Info: 6, Debug: 7 };
/** In the header, or meaningless outside the machine. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'eventMessage',
  'timestamp',
  'processID',
  'messageType',
  'formatString',
  'traceID',
  'machTimestamp',
  'backtrace',
  'bootUUID',
  'senderImageUUID',
  'processImageUUID',
  'senderProgramCounter',
  'parentActivityIdentifier',
  'threadID',
  'creatorActivityID',
  'activityIdentifier',
  'timezoneName',
  'source',
]);

/** Undefined for what is no entry of the unified log. */
export function openUnifiedLog(body: Body): Opened | undefined {
  const { eventMessage: text, processImagePath: path } = body;
  if (typeof text !== 'string' || text === '' || typeof path !== 'string') return undefined;
  const time = readForeignTime(body['timestamp']);
  const named = {
    app: path.slice(path.lastIndexOf('/') + 1),
    pid: body['processID'],
    severity: SEVERITIES[String(body['messageType'])],
    time: typeof time === 'number' ? time : undefined,
  };
  const kept = Object.entries(body).filter(([name]) => !LEFT_OUT.has(name));
  const said = Object.fromEntries(kept.map(([name, value]) => [`macos.${name}`, value]));
  return { envelope: makeEnvelope('macos', named, [said]), text, hasHeader: false };
}
