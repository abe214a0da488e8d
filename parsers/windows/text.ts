// Plain syslog text of agents that send the rendered message: NXLog's to_syslog_bsd, EventLog-to-Syslog (`Security-Auditing: 4625:
// AUDIT_FAILURE ...`), syslog-ng's agent (`... [Failure Audit] ... (EventID 4625)`), rsyslog's agent. Where none names the id, the
// event's first sentence does.

import type { SyslogLine } from '#src/event/line.js';
import { codeOfTitle } from './events.js';
import { eventCode, WindowsRecord } from './record.js';
import { codeOfLocalTitle, languageOf, plainText } from './local-text.js';
import { auditOf, levelOf } from './system-values.js';
import type { Audit } from './record.js';
import { unescapeControls } from './rendered.js';
import { providerOf } from './sources.js';

const SECURITY = 'Microsoft-Windows-Security-Auditing';

export function readAgentText(line: SyslogLine): WindowsRecord | undefined {
  const provider = providerOf(line.app);
  const body = strip(line, provider);
  if (provider === undefined && body.code === undefined && !looksRendered(body.text)) return undefined;
  const code =
    body.code ??
    (provider === undefined ? undefined : eventCode(line.msgid)) ??
    codeOfTitle(body.text, provider) ??
    codeOfLocalTitle(body.text);
  if (code === undefined && provider === undefined) return undefined;
  const record = new WindowsRecord();
  record.code = code ?? '';
  record.provider = provider ?? body.provider ?? SECURITY;
  record.audit = body.audit;
  record.level = body.level;
  record.channel = body.channel;
  record.account = body.account;
  record.message = unescapeControls(body.text);
  return record;
}

interface Body {
  readonly text: string;
  readonly code: string | undefined;
  readonly audit: Audit | undefined;
  readonly provider: string | undefined;
  readonly level?: number | undefined;
  readonly channel?: string | undefined;
  readonly account?: string | undefined;
}

/** Takes what an agent wrote around the text off it. */
function strip(line: SyslogLine, provider: string | undefined): Body {
  const message = line.message.trim();
  return (
    stripEventToSyslog(message, provider) ??
    stripSyslogNg(message) ?? { text: message, code: undefined, audit: undefined, provider: undefined }
  );
}

/** `4625: AUDIT_FAILURE An account failed ...`; the audit word is what makes it Windows, or the program's name does. */
function stripEventToSyslog(message: string, provider: string | undefined): Body | undefined {
  const match = /^(?:(?:Microsoft-Windows-)?Security-Auditing: )?(\d{1,5}): ?(AUDIT_FAILURE |AUDIT_SUCCESS )?/.exec(
    message,
  );
  if (match === null || (match[2] === undefined && provider === undefined)) return undefined;
  return { text: message.slice(match[0].length), code: eventCode(match[1]), audit: auditOf(match[2]), provider };
}

/** `CORP\alice: Security Microsoft Windows security auditing.: [Failure Audit] An account ... (EventID 4625)`. */
function stripSyslogNg(message: string): Body | undefined {
  if (!message.endsWith(')')) return undefined;
  const tail = /\(EventID (\d{1,5})\)$/.exec(message.slice(-16));
  const kind = /\[(Failure Audit|Success Audit|Audit Failure|Audit Success|Information|Warning|Error)\] /.exec(
    message.slice(0, 300),
  );
  if (tail === null || kind === null) return undefined;
  const audit = auditOf(kind[1]);
  const head = SYSLOG_NG_HEAD.exec(message.slice(0, kind.index));
  if (head === null && kind.index > 0) return undefined;
  const text = message.slice(kind.index + kind[0].length, message.length - tail[0].length).trimEnd();
  return {
    text,
    code: eventCode(tail[1]),
    audit,
    level: levelOf(kind[1]),
    channel: head?.[2],
    provider: head === null || audit !== undefined ? undefined : head[3],
    account: head?.[1] === 'N/A' ? undefined : head?.[1],
  };
}

/** `account: log source: `; the decoder may have taken the account for the program's name. */
const SYSLOG_NG_HEAD =
  /^(?:([^:\s]{1,128}(?: [^:\s]{1,64})?)?: )?(Security|System|Application|Setup|ForwardedEvents|DNS Server|Directory Service|Microsoft-\S{1,100}) (.{1,128}): $/;

/** A title alone could be anybody's sentence; with one of the labels every such event has it is Windows. */
function looksRendered(text: string): boolean {
  if (text.includes('Security ID:') || text.includes('Logon Account:') || text.includes('Account Name:')) return true;
  return languageOf(plainText(text)) !== undefined;
}
