// What an XProtect remediator says of its scan, as JSON: `{"status_message":"NoThreatDetected","status_code":0,"caused_by":[]}`.
// https://eclecticlight.co/2022/05/11/apple-has-pushed-a-new-version-of-xprotect-remediator/

import type { Fields } from '#src/event/event.js';
import { event, MALWARE_INFO } from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

export function readXprotect(app: string, body: Readonly<Record<string, unknown>>): Fields | undefined {
  const { status_message: status, status_code: code } = body;
  if (typeof status !== 'string' || typeof code !== 'number') return undefined;
  const isQuiet = status === 'NoThreatDetected' || status === 'PluginCanceled' || status === 'UserCanceled';
  const isCured = /Remediated|Success/i.test(status);
  const fields = isQuiet
    ? event('device_message', MALWARE_INFO, 1)
    : event('malware_detected', MALWARE_INFO, isCured ? 4 : 5, isCured ? 'success' : 'failure');
  put(fields, 'event.code', String(code));
  put(fields, 'macos.status', status);
  if (!isQuiet) put(fields, 'threat.indicator.name', app.replace(/^XProtectRemediator/, ''));
  return fields;
}
