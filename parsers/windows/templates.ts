// The order of labels in the English text of an event, as Microsoft's documentation of each audit event prints it
// (https://learn.microsoft.com/windows/security/threat-protection/auditing/event-<id>).
//   Label:           a heading           Label:=Field     a value and its name in the event data
//   ?Label:=Field    not in all versions  ...=Field*       anybody may choose this text        !text   what ends the data

import { OBJECT_TEXTS } from './templates-objects.js';
import { SYSMON_TEXTS } from './templates-sysmon.js';

export interface Label {
  readonly text: string;
  /** '' for a heading. */
  readonly field: string;
}

export interface Template {
  readonly required: readonly Label[];
  /** Index of a required label -> the optional ones that may follow its value. */
  readonly optional: Readonly<Record<number, readonly Label[]>>;
  /** Indices of the first and last required label whose value anybody may choose; past the end / -1 when there is none. */
  readonly firstFree: number;
  readonly lastFree: number;
  readonly explanation: string;
}

const SUBJECT =
  'Subject:|Security ID:=SubjectUserSid|Account Name:=SubjectUserName|Account Domain:=SubjectDomainName|Logon ID:=SubjectLogonId';
const LOGGED_OFF =
  'Subject:|Security ID:=TargetUserSid|Account Name:=TargetUserName|Account Domain:=TargetDomainName|Logon ID:=TargetLogonId';
const TARGET = 'Security ID:=TargetSid|Account Name:=TargetUserName|Account Domain:=TargetDomainName';
const GROUP = 'Security ID:=TargetSid|Group Name:=TargetUserName|Group Domain:=TargetDomainName';
const ORIGIN =
  'Network Information:|Workstation Name:=WorkstationName*|Source Network Address:=IpAddress|Source Port:=IpPort';
const DETAIL =
  'Detailed Authentication Information:|Logon Process:=LogonProcessName|Authentication Package:=AuthenticationPackageName|' +
  'Transited Services:=TransmittedServices|Package Name (NTLM only):=LmPackageName|Key Length:=KeyLength';
const CLIENT = 'Network Information:|Client Address:=IpAddress|Client Port:=IpPort';
const ATTRIBUTES =
  'SAM Account Name:=SamAccountName|Display Name:=DisplayName*|User Principal Name:=UserPrincipalName*|Home Directory:=HomeDirectory*|' +
  'Home Drive:=HomePath|Script Path:=ScriptPath*|Profile Path:=ProfilePath*|User Workstations:=UserWorkstations*|' +
  'Password Last Set:=PasswordLastSet|Account Expires:=AccountExpires|Primary Group ID:=PrimaryGroupId|' +
  '?Allowed To Delegate To:=AllowedToDelegateTo|?AllowedToDelegateTo:=AllowedToDelegateTo|Old UAC Value:=OldUacValue|' +
  'New UAC Value:=NewUacValue|User Account Control:=UserAccountControl|User Parameters:=UserParameters|SID History:=SidHistory|' +
  'Logon Hours:=LogonHours';
const PRIVILEGES = 'Additional Information:|Privileges:=PrivilegeList';
const SESSION =
  'Subject:|Account Name:=AccountName|Account Domain:=AccountDomain|Logon ID:=LogonID|Session:|Session Name:=SessionName|Additional Information:|Client Name:=ClientName*|Client Address:=ClientAddress';
const TASK = `${SUBJECT}|Task Information:|Task Name:=TaskName`;
const LOCKED = `${LOGGED_OFF}|Session ID:=SessionId`;
const WFP =
  'Application Information:|Process ID:=ProcessID|Application Name:=Application|Network Information:|Direction:=Direction|' +
  'Source Address:=SourceAddress|Source Port:=SourcePort|Destination Address:=DestAddress|Destination Port:=DestPort|Protocol:=Protocol|' +
  '?Interface Index:=InterfaceIndex|Filter Information:|?Filter Origin:=FilterOrigin|Filter Run-Time ID:=FilterRTID|Layer Name:=LayerName|Layer Run-Time ID:=LayerRTID';
const MEMBER =
  'Member:|Security ID:=MemberSid|Account Name:=MemberName*|Group:|Security ID:=TargetSid|?Account Name:=TargetUserName|?Group Name:=TargetUserName|?Account Domain:=TargetDomainName|?Group Domain:=TargetDomainName';

const TEXTS: Readonly<Record<string, string>> = {
  '1102':
    'Subject:|Security ID:=SubjectUserSid|Account Name:=SubjectUserName|Domain Name:=SubjectDomainName|Logon ID:=SubjectLogonId',
  '4624':
    `${SUBJECT}|?Logon Information:|?Logon Type:=LogonType|?Restricted Admin Mode:=RestrictedAdminMode|` +
    '?Remote Credential Guard:=RemoteCredentialGuard|?Virtual Account:=VirtualAccount|?Elevated Token:=ElevatedToken|' +
    '?Impersonation Level:=ImpersonationLevel|New Logon:|Security ID:=TargetUserSid|Account Name:=TargetUserName|' +
    'Account Domain:=TargetDomainName|Logon ID:=TargetLogonId|?Linked Logon ID:=TargetLinkedLogonId|' +
    '?Network Account Name:=TargetOutboundUserName|?Network Account Domain:=TargetOutboundDomainName|Logon GUID:=LogonGuid|' +
    `Process Information:|Process ID:=ProcessId|Process Name:=ProcessName|${ORIGIN}|${DETAIL}`,
  '4625':
    `${SUBJECT}|Logon Type:=LogonType|Account For Which Logon Failed:|Security ID:=TargetUserSid|Account Name:=TargetUserName*|` +
    'Account Domain:=TargetDomainName*|Failure Information:|Failure Reason:=FailureReason|Status:=Status|Sub Status:=SubStatus|' +
    `Process Information:|Caller Process ID:=ProcessId|Caller Process Name:=ProcessName|${ORIGIN}|${DETAIL}`,
  '4634': `${LOGGED_OFF}|Logon Type:=LogonType`,
  '4647': LOGGED_OFF,
  '4648':
    `${SUBJECT}|Logon GUID:=LogonGuid|Account Whose Credentials Were Used:|Account Name:=TargetUserName*|Account Domain:=TargetDomainName*|` +
    'Logon GUID:=TargetLogonGuid|Target Server:|Target Server Name:=TargetServerName*|Additional Information:=TargetInfo*|' +
    'Process Information:|Process ID:=ProcessId|Process Name:=ProcessName|Network Information:|Network Address:=IpAddress|Port:=IpPort',
  '4672': `${SUBJECT}|Privileges:=PrivilegeList`,
  '4673': `${SUBJECT}|Service:|Server:=ObjectServer|Service Name:=Service|Process:|Process ID:=ProcessId|Process Name:=ProcessName|Service Request Information:|Privileges:=PrivilegeList`,
  // headed `Subject:` or, since Windows 10, `Creator Subject:`
  '4688':
    'Security ID:=SubjectUserSid|Account Name:=SubjectUserName|Account Domain:=SubjectDomainName|Logon ID:=SubjectLogonId|' +
    '?Target Subject:|?Security ID:=TargetUserSid|?Account Name:=TargetUserName|?Account Domain:=TargetDomainName|?Logon ID:=TargetLogonId|' +
    'Process Information:|New Process ID:=NewProcessId|New Process Name:=NewProcessName|Token Elevation Type:=TokenElevationType|' +
    '?Mandatory Label:=MandatoryLabel|Creator Process ID:=ProcessId|?Creator Process Name:=ParentProcessName|?Process Command Line:=CommandLine|!Token Elevation Type indicates',
  '4689': `${SUBJECT}|Process Information:|Process ID:=ProcessId|Process Name:=ProcessName|Exit Status:=Status`,
  '4697':
    `${SUBJECT}|Service Information:|Service Name:=ServiceName*|Service File Name:=ServiceFileName*|Service Type:=ServiceType|` +
    'Service Start Type:=ServiceStartType|Service Account:=ServiceAccount',
  '4698': `${TASK}*|Task Content:=TaskContent*`,
  '4699': `${TASK}*|Task Content:=TaskContent*`,
  '4700': `${TASK}*|Task Content:=TaskContent*`,
  '4701': `${TASK}*|Task Content:=TaskContent*`,
  '4702': `${TASK}*|Task New Content:=TaskContentNew*`,
  '4719': `${SUBJECT}|Audit Policy Change:|Category:=CategoryId|Subcategory:=SubcategoryId|Subcategory GUID:=SubcategoryGuid|Changes:=AuditPolicyChanges`,
  '4720': `${SUBJECT}|New Account:|${TARGET}|Attributes:|${ATTRIBUTES}|${PRIVILEGES}`,
  '4722': `${SUBJECT}|Target Account:|${TARGET}`,
  '4723': `${SUBJECT}|Target Account:|${TARGET}`,
  '4724': `${SUBJECT}|Target Account:|${TARGET}`,
  '4725': `${SUBJECT}|Target Account:|${TARGET}`,
  '4726': `${SUBJECT}|Target Account:|${TARGET}|${PRIVILEGES}`,
  '4738': `${SUBJECT}|Target Account:|${TARGET}|Changed Attributes:|${ATTRIBUTES}|${PRIVILEGES}`,
  '4740': `Subject:|Security ID:=SubjectUserSid|Account Name:=SubjectUserName|Account Domain:=SubjectDomainName|Logon ID:=SubjectLogonId|Account That Was Locked Out:|Security ID:=TargetSid|Account Name:=TargetUserName|Additional Information:|Caller Computer Name:=TargetDomainName*`,
  '4741': `${SUBJECT}|New Computer Account:|${TARGET}|Attributes:|${ATTRIBUTES}`,
  '4742': `${SUBJECT}|Computer Account That Was Changed:|${TARGET}|Changed Attributes:|${ATTRIBUTES}|DNS Host Name:=DnsHostName|Service Principal Names:=ServicePrincipalNames*|${PRIVILEGES}`,
  '4743': `${SUBJECT}|Target Computer:|${TARGET}|${PRIVILEGES}`,
  '4767': `${SUBJECT}|Target Account:|${TARGET}`,
  '4768':
    'Account Information:|Account Name:=TargetUserName*|Supplied Realm Name:=TargetDomainName*|User ID:=TargetSid|Service Information:|' +
    `Service Name:=ServiceName|Service ID:=ServiceSid|${CLIENT}|Additional Information:|Ticket Options:=TicketOptions|Result Code:=Status|` +
    'Ticket Encryption Type:=TicketEncryptionType|Pre-Authentication Type:=PreAuthType|Certificate Information:!Certificate information is only provided',
  '4769':
    'Account Information:|Account Name:=TargetUserName|Account Domain:=TargetDomainName|Logon GUID:=LogonGuid|Service Information:|' +
    `Service Name:=ServiceName|Service ID:=ServiceSid|${CLIENT}|Additional Information:|Ticket Options:=TicketOptions|` +
    'Ticket Encryption Type:=TicketEncryptionType|Failure Code:=Status|Transited Services:=TransmittedServices',
  '4771':
    `Account Information:|Security ID:=TargetSid|Account Name:=TargetUserName*|Service Information:|Service Name:=ServiceName|${CLIENT}|` +
    'Additional Information:|Ticket Options:=TicketOptions|Failure Code:=Status|Pre-Authentication Type:=PreAuthType|Certificate Information:',
  '4776':
    'Authentication Package:=PackageName|Logon Account:=TargetUserName*|Source Workstation:=Workstation*|Error Code:=Status',
  '4778': SESSION,
  '4779': SESSION,
  '4781': `${SUBJECT}|Target Account:|Security ID:=TargetSid|Account Domain:=TargetDomainName|Old Account Name:=OldTargetUserName|New Account Name:=NewTargetUserName|${PRIVILEGES}`,
  '4798': `${SUBJECT}|User:|${TARGET}|Process Information:|Process ID:=CallerProcessId|Process Name:=CallerProcessName`,
  '4799': `${SUBJECT}|Group:|${GROUP}|Process Information:|Process ID:=CallerProcessId|Process Name:=CallerProcessName`,
  '4800': LOCKED,
  '4801': LOCKED,
  '5140': `${SUBJECT}|Network Information:|Object Type:=ObjectType|Source Address:=IpAddress|Source Port:=IpPort|Share Information:|Share Name:=ShareName|Share Path:=ShareLocalPath|Access Request Information:|Access Mask:=AccessMask|Accesses:=AccessList`,
  '5145': `${SUBJECT}|Network Information:|Object Type:=ObjectType|Source Address:=IpAddress|Source Port:=IpPort|Share Information:|Share Name:=ShareName|Share Path:=ShareLocalPath|Relative Target Name:=RelativeTargetName*|Access Request Information:|Access Mask:=AccessMask|Accesses:=AccessList|Access Check Results:=AccessReason`,
  '5156': WFP,
  '5157': WFP,
  '7045':
    'Service Name:=ServiceName*|Service File Name:=ImagePath*|Service Type:=ServiceType|Service Start Type:=StartType|Service Account:=AccountName',
};

const SHARED: readonly (readonly [codes: string, text: string])[] = [
  ['4728 4729 4732 4733 4756 4757', `${SUBJECT}|${MEMBER}|${PRIVILEGES}`],
  ['4727 4731 4754', `${SUBJECT}|?New Group:|?Group:|${GROUP}|Attributes:`],
  ['4730 4734 4735 4737 4755 4758', `${SUBJECT}|?Deleted Group:|?Group:|${GROUP}`],
];

const templates = new Map(Object.entries({ ...OBJECT_TEXTS, ...TEXTS }).map(([code, text]) => [code, compile(text)]));
const sysmon = new Map(Object.entries(SYSMON_TEXTS).map(([code, text]) => [code, compile(text)]));
for (const [codes, text] of SHARED) for (const code of codes.split(' ')) templates.set(code, compile(text));

/** The template of an event; ids of other providers than these are other events. */
export function templateOf(
  code: string,
  channel: string | undefined,
  provider: string | undefined,
): Template | undefined {
  if (provider === 'Microsoft-Windows-Sysmon') return sysmon.get(code);
  const isKnown =
    provider === undefined ||
    provider === 'Security' ||
    provider.startsWith('Microsoft Windows security auditing') ||
    provider === 'Service Control Manager' ||
    /^Microsoft-Windows-(?:Security-Auditing|Eventlog)$/i.test(provider);
  return isKnown || channel === 'Security' ? templates.get(code) : undefined;
}

function compile(text: string): Template {
  const [labels = '', explanation = 'This event is generated'] = text.split('!', 2);
  const required: Label[] = [];
  const optional: Record<number, Label[]> = {};
  let firstFree = Number.MAX_SAFE_INTEGER;
  let lastFree = -1;
  for (const token of labels.split('|')) {
    if (token === '') continue;
    const [label = '', field = ''] = token.split('=', 2);
    const name = field.endsWith('*') ? field.slice(0, -1) : field;
    if (label.startsWith('?')) {
      (optional[required.length - 1] ??= []).push({ text: label.slice(1), field: name });
      continue;
    }
    if (field.endsWith('*')) {
      firstFree = Math.min(firstFree, required.length);
      lastFree = required.length;
    }
    required.push({ text: label, field: name });
  }
  return { required, optional, firstFree, lastFree, explanation };
}
