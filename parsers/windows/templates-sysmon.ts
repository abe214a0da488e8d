// Sysmon's text names its values as its event data does, in this order; where an agent joins the lines (Snare), the order is what tells
// them apart. `?` not in all versions, `*` anybody may choose this text. Sysmon schema 4.90 (`sysmon -s`).

const WHEN = '?RuleName UtcTime';
const WHO = `${WHEN} ProcessGuid ProcessId Image`;
const FILE = '?FileVersion ?Description* ?Product* ?Company* ?OriginalFileName*';
const SIGNED = 'Signed Signature* ?SignatureStatus';

const ORDERS: Readonly<Record<string, string>> = {
  '1': `${WHO} ${FILE} CommandLine* CurrentDirectory User LogonGuid LogonId TerminalSessionId IntegrityLevel Hashes ParentProcessGuid ParentProcessId ParentImage ParentCommandLine* ?ParentUser`,
  '2': `${WHO} TargetFilename* CreationUtcTime PreviousCreationUtcTime ?User`,
  '3': `${WHO} User Protocol Initiated SourceIsIpv6 SourceIp SourceHostname SourcePort SourcePortName DestinationIsIpv6 DestinationIp DestinationHostname DestinationPort DestinationPortName`,
  '5': `${WHO} ?User`,
  '6': `${WHEN} ImageLoaded* Hashes ${SIGNED}`,
  '7': `${WHO} ImageLoaded* ${FILE} Hashes ${SIGNED} ?User`,
  '8': `${WHEN} SourceProcessGuid SourceProcessId SourceImage TargetProcessGuid TargetProcessId TargetImage NewThreadId StartAddress StartModule StartFunction ?SourceUser ?TargetUser`,
  '9': `${WHO} Device ?User`,
  '10': `${WHEN} SourceProcessGUID SourceProcessId SourceThreadId SourceImage TargetProcessGUID TargetProcessId TargetImage GrantedAccess CallTrace ?SourceUser ?TargetUser`,
  '11': `${WHO} TargetFilename* CreationUtcTime ?User`,
  '12': `?RuleName EventType UtcTime ProcessGuid ProcessId Image TargetObject* ?User`,
  '13': `?RuleName EventType UtcTime ProcessGuid ProcessId Image TargetObject* Details* ?User`,
  '14': `?RuleName EventType UtcTime ProcessGuid ProcessId Image TargetObject* NewName* ?User`,
  '15': `${WHO} TargetFilename* CreationUtcTime Hash ?Contents* ?User`,
  '17': `?RuleName EventType UtcTime ProcessGuid ProcessId PipeName* Image ?User`,
  '18': `?RuleName EventType UtcTime ProcessGuid ProcessId PipeName* Image ?User`,
  '22': `${WHEN} ProcessGuid ProcessId QueryName* QueryStatus QueryResults* Image ?User`,
  '23': `${WHEN} ProcessGuid ProcessId User Image TargetFilename* Hashes IsExecutable ?Archived`,
  '25': `${WHO} Type ?User`,
  '26': `${WHEN} ProcessGuid ProcessId User Image TargetFilename* Hashes IsExecutable`,
};

/** Ids -> template, in the notation of templates.ts. */
export const SYSMON_TEXTS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(ORDERS).map(([code, names]) => [code, names.split(' ').map(template).join('|')]),
);

function template(token: string): string {
  const mark = token.startsWith('?') ? '?' : '';
  const free = token.endsWith('*') ? '*' : '';
  const name = token.slice(mark.length, token.length - free.length);
  return `${mark}${name}:=${name}${free}`;
}
