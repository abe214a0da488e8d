// Values that a sender gives without their names (`StringInserts` of fluent-bit and Fluentd, `Properties` of PowerShell): their names are
// those of the event's template, by position. Security events; of others the rendered text says more.
// Order: Microsoft-Windows-Security-Auditing's manifest, as event XML shows it.

import type { WindowsRecord } from './record.js';

/** True when the values have names; else they are param1, param2, ... */
export function nameInserts(record: WindowsRecord): boolean {
  const values = record.inserts ?? [];
  const names = isSecurity(record) ? ORDERS.get(record.code) : undefined;
  const fits = names !== undefined && values.length <= names.length + SPARE && values.length * 2 >= names.length;
  if (record.dataCount > 0) return true; // the same values, with their names
  values.forEach((value, index) => record.add((fits ? names[index] : undefined) ?? `param${index + 1}`, value));
  return fits;
}

/** Newer versions of an event append values. */
const SPARE = 8;

function isSecurity(record: WindowsRecord): boolean {
  return record.channel === 'Security' || record.provider === 'Microsoft-Windows-Security-Auditing';
}

const SUBJECT = 'SubjectUserSid SubjectUserName SubjectDomainName SubjectLogonId';
const TARGET_FIRST = `TargetUserName TargetDomainName TargetSid ${SUBJECT}`;
const MEMBER = `MemberName MemberSid ${TARGET_FIRST} PrivilegeList`;
const TASK = `${SUBJECT} TaskName TaskContent`;
const ACCOUNT_ATTRIBUTES =
  'SamAccountName DisplayName UserPrincipalName HomeDirectory HomePath ScriptPath ProfilePath UserWorkstations PasswordLastSet ' +
  'AccountExpires PrimaryGroupId AllowedToDelegateTo OldUacValue NewUacValue UserAccountControl UserParameters SidHistory LogonHours';

const ROWS: readonly (readonly [codes: string, names: string])[] = [
  ['1102', SUBJECT],
  [
    '4624',
    `${SUBJECT} TargetUserSid TargetUserName TargetDomainName TargetLogonId LogonType LogonProcessName AuthenticationPackageName ` +
      'WorkstationName LogonGuid TransmittedServices LmPackageName KeyLength ProcessId ProcessName IpAddress IpPort ImpersonationLevel ' +
      'RestrictedAdminMode TargetOutboundUserName TargetOutboundDomainName VirtualAccount TargetLinkedLogonId ElevatedToken',
  ],
  [
    '4625',
    `${SUBJECT} TargetUserSid TargetUserName TargetDomainName Status FailureReason SubStatus LogonType LogonProcessName ` +
      'AuthenticationPackageName WorkstationName TransmittedServices LmPackageName KeyLength ProcessId ProcessName IpAddress IpPort',
  ],
  ['4634', 'TargetUserSid TargetUserName TargetDomainName TargetLogonId LogonType'],
  ['4647', 'TargetUserSid TargetUserName TargetDomainName TargetLogonId'],
  [
    '4648',
    `${SUBJECT} LogonGuid TargetUserName TargetDomainName TargetLogonGuid TargetServerName TargetInfo ProcessId ProcessName IpAddress IpPort`,
  ],
  ['4672', `${SUBJECT} PrivilegeList`],
  ['4673', `${SUBJECT} ObjectServer Service PrivilegeList ProcessId ProcessName`],
  [
    '4688',
    `${SUBJECT} NewProcessId NewProcessName TokenElevationType ProcessId CommandLine TargetUserSid TargetUserName TargetDomainName ` +
      'TargetLogonId ParentProcessName MandatoryLabel',
  ],
  ['4689', `${SUBJECT} Status ProcessId ProcessName`],
  [
    '4656',
    `${SUBJECT} ObjectServer ObjectType ObjectName HandleId TransactionId AccessList AccessReason AccessMask PrivilegeList ` +
      'RestrictedSidCount ProcessId ProcessName ResourceAttributes',
  ],
  [
    '4662',
    `${SUBJECT} ObjectServer ObjectType ObjectName OperationType HandleId AccessList AccessMask Properties AdditionalInfo AdditionalInfo2`,
  ],
  ['4697', `${SUBJECT} ServiceName ServiceFileName ServiceType ServiceStartType ServiceAccount`],
  ['4698 4699 4700 4701', TASK],
  ['4702', `${SUBJECT} TaskName TaskContentNew`],
  ['4719', `${SUBJECT} CategoryId SubcategoryId SubcategoryGuid AuditPolicyChanges`],
  ['4720', `${TARGET_FIRST} PrivilegeList ${ACCOUNT_ATTRIBUTES}`],
  ['4722 4724 4725 4767', TARGET_FIRST],
  ['4723 4726 4743', `${TARGET_FIRST} PrivilegeList`],
  ['4738', `Dummy ${TARGET_FIRST} PrivilegeList ${ACCOUNT_ATTRIBUTES}`],
  ['4740', TARGET_FIRST],
  ['4741', `${TARGET_FIRST} PrivilegeList ${ACCOUNT_ATTRIBUTES} DnsHostName ServicePrincipalNames`],
  [
    '4742',
    `ComputerAccountChange ${TARGET_FIRST} PrivilegeList ${ACCOUNT_ATTRIBUTES} DnsHostName ServicePrincipalNames`,
  ],
  ['4728 4729 4732 4733 4756 4757 4746 4747 4751 4752 4761 4762', MEMBER],
  ['4727 4731 4735 4737 4754 4755', `${TARGET_FIRST} PrivilegeList SamAccountName SidHistory`],
  ['4730 4734 4758', `${TARGET_FIRST} PrivilegeList`],
  [
    '4768',
    'TargetUserName TargetDomainName TargetSid ServiceName ServiceSid TicketOptions Status TicketEncryptionType PreAuthType IpAddress ' +
      'IpPort CertIssuerName CertSerialNumber CertThumbprint',
  ],
  [
    '4769',
    'TargetUserName TargetDomainName ServiceName ServiceSid TicketOptions TicketEncryptionType IpAddress IpPort Status LogonGuid ' +
      'TransmittedServices',
  ],
  [
    '4771',
    'TargetUserName TargetSid ServiceName TicketOptions Status PreAuthType IpAddress IpPort CertIssuerName CertSerialNumber CertThumbprint',
  ],
  ['4776', 'PackageName TargetUserName Workstation Status'],
  ['4778 4779', 'AccountName AccountDomain LogonID SessionName ClientName ClientAddress'],
  ['4798', `${TARGET_FIRST} CallerProcessId CallerProcessName`],
  ['4799', `${TARGET_FIRST} CallerProcessId CallerProcessName`],
  ['4800 4801', 'TargetUserSid TargetUserName TargetDomainName TargetLogonId SessionId'],
  ['5140', `${SUBJECT} ObjectType IpAddress IpPort ShareName ShareLocalPath AccessMask AccessList`],
  [
    '5145',
    `${SUBJECT} ObjectType IpAddress IpPort ShareName ShareLocalPath RelativeTargetName AccessMask AccessList AccessReason`,
  ],
  [
    '5156 5157',
    'ProcessID Application Direction SourceAddress SourcePort DestAddress DestPort Protocol FilterRTID LayerName LayerRTID RemoteUserID ' +
      'RemoteMachineID',
  ],
];

const ORDERS: ReadonlyMap<string, readonly string[]> = new Map(
  ROWS.flatMap(([codes, names]) =>
    codes.split(' ').map((code): [string, readonly string[]] => [code, names.split(' ')]),
  ),
);
