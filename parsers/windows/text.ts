// Plain syslog text of agents that send the rendered message: NXLog's to_syslog_bsd, EventLog-to-Syslog (`Security-Auditing: 4625:
// AUDIT_FAILURE ...`), syslog-ng's agent (`... [Failure Audit] ... (EventID 4625)`), rsyslog's agent. Where none names the id, the
// event's first sentence does.

import type { SyslogLine } from '#src/event/line.js';
import { codeOfTitle } from './events.js';
import { auditOf, eventCode, WindowsRecord } from './record.js';
import type { Audit } from './record.js';
import { unescapeControls } from './rendered.js';

const SECURITY = 'Microsoft-Windows-Security-Auditing';

export function readAgentText(line: SyslogLine): WindowsRecord | undefined {
  const provider = providerOf(line.app);
  const body = strip(line, provider);
  if (provider === undefined && body.code === undefined && !looksRendered(body.text)) return undefined;
  const code =
    body.code ?? (provider === undefined ? undefined : eventCode(line.msgid)) ?? codeOfTitle(body.text, provider);
  if (code === undefined && provider === undefined) return undefined;
  const record = new WindowsRecord();
  record.code = code ?? '';
  record.provider = provider ?? body.provider ?? SECURITY;
  record.audit = body.audit;
  record.message = unescapeControls(body.text);
  return record;
}

/** Windows' provider behind a program name; undefined when the name is not one of Windows. */
function providerOf(app: string | undefined): string | undefined {
  if (app === undefined) return undefined;
  if (app.startsWith('Microsoft-Windows-')) return app;
  if (app === 'Security-Auditing') return SECURITY; // EventLog-to-Syslog cuts the common prefix
  if (app === 'Service_Control_Manager' || app === 'Service Control Manager') return 'Service Control Manager';
  if (app.startsWith('Microsoft_Windows_security_auditing')) return SECURITY;
  return undefined;
}

interface Body {
  readonly text: string;
  readonly code: string | undefined;
  readonly audit: Audit | undefined;
  readonly provider: string | undefined;
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
  const match = /^(?:(?:Microsoft-Windows-)?Security-Auditing: )?(\d{1,5}): (AUDIT_FAILURE |AUDIT_SUCCESS )?/.exec(
    message,
  );
  if (match === null || (match[2] === undefined && provider === undefined)) return undefined;
  return { text: message.slice(match[0].length), code: eventCode(match[1]), audit: auditOf(match[2]), provider };
}

/** `CORP\alice: Security Microsoft Windows security auditing.: [Failure Audit] An account ... (EventID 4625)`. */
function stripSyslogNg(message: string): Body | undefined {
  if (!message.endsWith(')')) return undefined;
  const tail = /\(EventID (\d{1,5})\)$/.exec(message.slice(-16));
  const audit = /\[(Failure Audit|Success Audit|Audit Failure|Audit Success)\] /.exec(message.slice(0, 300));
  if (tail === null || audit === null) return undefined;
  const text = message.slice(audit.index + audit[0].length, message.length - tail[0].length).trimEnd();
  return { text, code: eventCode(tail[1]), audit: auditOf(audit[1]), provider: undefined };
}

/** A title alone could be anybody's sentence; with one of the labels every such event has it is Windows. */
function looksRendered(text: string): boolean {
  return text.includes('Security ID:') || text.includes('Logon Account:') || text.includes('Account Name:');
}
