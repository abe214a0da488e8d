// CEF of Windows events: ArcSight's and Azure's connectors (`CEF:0|Microsoft|Microsoft Windows||Microsoft-Windows-Security-Auditing:4625|...`)
// and Snare's. Keys: "ArcSight Common Event Format Implementation Standard"; `ad.<name>` is event data that found no key.

import { readCef as readMessage } from '#src/event/cef.js';
import { withoutDoubled } from '#src/event/doubled.js';
import { eventCode, nameOf, WindowsRecord } from './record.js';
import { auditOf } from './system-values.js';
import { readTime } from './time.js';

type Pairs = ReadonlyMap<string, string>;

export function readCef(message: string): WindowsRecord | undefined {
  const cef = message.startsWith('CEF:') ? readMessage(message) : undefined;
  if (cef === undefined || !/^(?:Microsoft Windows|Snare Agent for Windows|Windows)/.test(cef.product))
    return undefined;
  const { pairs: given, isDoubled } = withoutDoubled(cef.extension, GUARDED);
  const pairs: Pairs = new Map([...given].reverse()); // the first of a key wins
  const id = cef.code;
  const code = eventCode(pairs.get('externalId')) ?? eventCode(id.slice(id.lastIndexOf(':') + 1));
  if (code === undefined) return undefined;
  const record = new WindowsRecord();
  record.code = code;
  record.provider = nameOf(id.includes(':') ? id.slice(0, id.lastIndexOf(':')) : labelled(pairs, 'EventSource'));
  record.channel = nameOf(pairs.get('cat'));
  record.host = nameOf(pairs.get('dvchost')) ?? nameOf(pairs.get('dhost'));
  record.time = readTime(pairs.get('rt')) ?? readTime(pairs.get('end'));
  record.audit = auditOf(pairs.get('deviceSeverity')?.replace('_', ' ')) ?? auditOf(pairs.get('categoryOutcome'));
  record.message = nameOf(cef.name);
  record.isAmbiguous = isDoubled;
  for (const [key, value] of given) take(record, pairs, key, value);
  return record;
}

/** An account name may hold a blank and a key of its own; told twice, these are told by nobody. */
const GUARDED: ReadonlySet<string> = new Set(['src', 'spt', 'duser', 'suser', 'externalId']);

/** Keys with a meaning for these events -> the event data they were made of. */
const DATA: Readonly<Record<string, string>> = {
  duser: 'TargetUserName',
  dntdom: 'TargetDomainName',
  duid: 'TargetLogonId',
  suser: 'SubjectUserName',
  sntdom: 'SubjectDomainName',
  suid: 'SubjectLogonId',
  src: 'IpAddress',
  spt: 'IpPort',
  shost: 'WorkstationName',
  dproc: 'ProcessName',
};
/** The connectors' labels -> the event data. */
const LABELS: Readonly<Record<string, string>> = {
  'Logon Type': 'LogonType',
  'Process ID': 'ProcessId',
  'Authentication Package Name': 'AuthenticationPackageName',
  'Reason or Error Code': 'Status',
  'Logon GUID': 'LogonGuid',
  'Impersonation Level': 'ImpersonationLevel',
  'Restricted Admin Mode': 'RestrictedAdminMode',
};

function take(record: WindowsRecord, pairs: Pairs, key: string, value: string): void {
  if (key.startsWith('ad.')) return takeAdditional(record, key.slice(3), value);
  const name = DATA[key];
  if (name !== undefined) return record.add(name, value);
  const label = pairs.get(`${key}Label`);
  if (label !== undefined && LABELS[label] !== undefined) record.add(LABELS[label], value);
}

function takeAdditional(record: WindowsRecord, name: string, value: string): void {
  if (name === 'EventRecordID') record.recordId ??= nameOf(value);
  else if (name !== 'geid' && name !== 'Version' && name !== 'ThreadID') record.add(name, value);
}

function labelled(pairs: Pairs, label: string): string | undefined {
  for (const [key, value] of pairs) if (key.endsWith('Label') && value === label) return pairs.get(key.slice(0, -5));
  return undefined;
}
