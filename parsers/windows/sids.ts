// Well-known security identifiers as words.
// https://learn.microsoft.com/windows-server/identity/ad-ds/manage/understand-security-identifiers

const WELL_KNOWN: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'S-1-0-0': 'Null SID',
    'S-1-1-0': 'Everyone',
    'S-1-2-0': 'Local',
    'S-1-2-1': 'Console Logon',
    'S-1-3-0': 'Creator Owner',
    'S-1-3-1': 'Creator Group',
    'S-1-3-4': 'Owner Rights',
    'S-1-5-1': 'Dialup',
    'S-1-5-2': 'Network',
    'S-1-5-3': 'Batch',
    'S-1-5-4': 'Interactive',
    'S-1-5-6': 'Service',
    'S-1-5-7': 'Anonymous Logon',
    'S-1-5-8': 'Proxy',
    'S-1-5-9': 'Enterprise Domain Controllers',
    'S-1-5-10': 'Self',
    'S-1-5-11': 'Authenticated Users',
    'S-1-5-12': 'Restricted Code',
    'S-1-5-13': 'Terminal Server User',
    'S-1-5-14': 'Remote Interactive Logon',
    'S-1-5-15': 'This Organization',
    'S-1-5-17': 'IUSR',
    'S-1-5-18': 'Local System',
    'S-1-5-19': 'Local Service',
    'S-1-5-20': 'Network Service',
    'S-1-5-64-10': 'NTLM Authentication',
    'S-1-5-64-14': 'SChannel Authentication',
    'S-1-5-64-21': 'Digest Authentication',
    'S-1-5-80-0': 'All Services',
    'S-1-5-113': 'Local account',
    'S-1-5-114': 'Local account and member of Administrators group',
    'S-1-5-32-544': 'Administrators',
    'S-1-5-32-545': 'Users',
    'S-1-5-32-546': 'Guests',
    'S-1-5-32-547': 'Power Users',
    'S-1-5-32-548': 'Account Operators',
    'S-1-5-32-549': 'Server Operators',
    'S-1-5-32-550': 'Print Operators',
    'S-1-5-32-551': 'Backup Operators',
    'S-1-5-32-552': 'Replicators',
    'S-1-5-32-554': 'Pre-Windows 2000 Compatible Access',
    'S-1-5-32-555': 'Remote Desktop Users',
    'S-1-5-32-556': 'Network Configuration Operators',
    'S-1-5-32-557': 'Incoming Forest Trust Builders',
    'S-1-5-32-558': 'Performance Monitor Users',
    'S-1-5-32-559': 'Performance Log Users',
    'S-1-5-32-560': 'Windows Authorization Access Group',
    'S-1-5-32-561': 'Terminal Server License Servers',
    'S-1-5-32-562': 'Distributed COM Users',
    'S-1-5-32-568': 'IIS_IUSRS',
    'S-1-5-32-569': 'Cryptographic Operators',
    'S-1-5-32-573': 'Event Log Readers',
    'S-1-5-32-574': 'Certificate Service DCOM Access',
    'S-1-5-32-575': 'RDS Remote Access Servers',
    'S-1-5-32-576': 'RDS Endpoint Servers',
    'S-1-5-32-577': 'RDS Management Servers',
    'S-1-5-32-578': 'Hyper-V Administrators',
    'S-1-5-32-579': 'Access Control Assistance Operators',
    'S-1-5-32-580': 'Remote Management Users',
    'S-1-16-0': 'Untrusted Mandatory Level',
    'S-1-16-4096': 'Low Mandatory Level',
    'S-1-16-8192': 'Medium Mandatory Level',
    'S-1-16-8448': 'Medium Plus Mandatory Level',
    'S-1-16-12288': 'High Mandatory Level',
    'S-1-16-16384': 'System Mandatory Level',
    'S-1-16-20480': 'Protected Process Mandatory Level',
  }),
);

/** The last part of a domain's SIDs (S-1-5-21-a-b-c-RID). */
const DOMAIN_RIDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '498': 'Enterprise Read-only Domain Controllers',
    '500': 'Administrator',
    '501': 'Guest',
    '502': 'krbtgt',
    '503': 'DefaultAccount',
    '504': 'WDAGUtilityAccount',
    '512': 'Domain Admins',
    '513': 'Domain Users',
    '514': 'Domain Guests',
    '515': 'Domain Computers',
    '516': 'Domain Controllers',
    '517': 'Cert Publishers',
    '518': 'Schema Admins',
    '519': 'Enterprise Admins',
    '520': 'Group Policy Creator Owners',
    '521': 'Read-only Domain Controllers',
    '522': 'Cloneable Domain Controllers',
    '525': 'Protected Users',
    '526': 'Key Admins',
    '527': 'Enterprise Key Admins',
    '553': 'RAS and IAS Servers',
    '571': 'Allowed RODC Password Replication Group',
    '572': 'Denied RODC Password Replication Group',
  }),
);

/** Groups of people without particular rights: every new account is put into one. */
const ORDINARY = new Set([
  'Users',
  'Guests',
  'Domain Users',
  'Domain Guests',
  'Domain Computers',
  'Performance Monitor Users',
]);
const MAX_SID_LENGTH = 184;

/** `S-1-5-32-544` -> Administrators; also as `%{S-1-5-32-544}`. Undefined for the SID of an ordinary account or group. */
export function sidWordOf(text: string): string | undefined {
  if (text.length > MAX_SID_LENGTH) return undefined;
  const sid = text.startsWith('%{') && text.endsWith('}') ? text.slice(2, -1) : text;
  const known = WELL_KNOWN.get(sid);
  if (known !== undefined || !sid.startsWith('S-1-5-21-')) return known;
  return DOMAIN_RIDS.get(sid.slice(sid.lastIndexOf('-') + 1));
}

/** A SID that says who: undefined for none and for the null SID. */
export function sidOf(text: string | undefined): string | undefined {
  if (text === undefined || text.length > MAX_SID_LENGTH || !text.startsWith('S-1-')) return undefined;
  return text === 'S-1-0-0' ? undefined : text;
}

/** False where the group gives no rights worth an alarm; a group that is not well known may. */
export function isOrdinaryGroup(sid: string | undefined): boolean {
  return sid !== undefined && ORDINARY.has(sidWordOf(sid) ?? '');
}

/** The account name behind the SIDs of the system's own accounts, for events that carry nothing but the SID. */
export function accountNameOf(sid: string | undefined): string | undefined {
  return sid === undefined ? undefined : ACCOUNT_NAMES.get(sid);
}

const ACCOUNT_NAMES = new Map([
  ['S-1-5-18', 'SYSTEM'],
  ['S-1-5-19', 'LOCAL SERVICE'],
  ['S-1-5-20', 'NETWORK SERVICE'],
]);
