// Flags, masks and numbers of event data as words, each with its source.

import { messagesOf } from './messages.js';

type Words = string | string[] | undefined;
type Flags = readonly (readonly [bit: number, word: string])[];

/** RFC 4120 §5.4.1 and Microsoft's page of event 4768, "Ticket options"; bit 0 is the highest. */
const TICKET_OPTIONS: Flags = [
  [0x4000_0000, 'Forwardable'],
  [0x2000_0000, 'Forwarded'],
  [0x1000_0000, 'Proxiable'],
  [0x0800_0000, 'Proxy'],
  [0x0400_0000, 'Allow-postdate'],
  [0x0200_0000, 'Postdated'],
  [0x0100_0000, 'Invalid'],
  [0x0080_0000, 'Renewable'],
  [0x0040_0000, 'Initial'],
  [0x0020_0000, 'Pre-authent'],
  [0x0010_0000, 'Opt-hardware-auth'],
  [0x0008_0000, 'Transited-policy-checked'],
  [0x0004_0000, 'Ok-as-delegate'],
  [0x0002_0000, 'Request-anonymous'],
  [0x0001_0000, 'Name-canonicalize'],
  [0x20, 'Disable-transited-check'],
  [0x10, 'Renewable-ok'],
  [0x08, 'Enc-tkt-in-skey'],
  [0x02, 'Renew'],
  [0x01, 'Validate'],
];

/** Old and new UAC values of 4720, 4738, 4742: SAM's own bits ([MS-SAMR] 2.2.1.12), not the attribute userAccountControl's. */
const ACCOUNT_CONTROL: Flags = [
  [0x1, 'Account Disabled'],
  [0x2, 'Home Directory Required'],
  [0x4, 'Password Not Required'],
  [0x8, 'Temp Duplicate Account'],
  [0x10, 'Normal Account'],
  [0x20, 'MNS Logon Account'],
  [0x40, 'Interdomain Trust Account'],
  [0x80, 'Workstation Trust Account'],
  [0x100, 'Server Trust Account'],
  [0x200, "Don't Expire Password"],
  [0x400, 'Account Locked'],
  [0x800, 'Encrypted Text Password Allowed'],
  [0x1000, 'Smartcard Required'],
  [0x2000, 'Trusted For Delegation'],
  [0x4000, 'Not Delegated'],
  [0x8000, 'Use DES Key Only'],
  [0x10000, "Don't Require Preauth"],
  [0x20000, 'Password Expired'],
  [0x40000, 'Trusted To Authenticate For Delegation'],
  [0x80000, 'Exclude Authorization Information'],
  [0x100000, 'Undefined Bit 20'],
  [0x200000, 'Protect Kerberos Service Tickets with AES Keys'],
];

/** https://learn.microsoft.com/windows/win32/procthread/process-security-and-access-rights */
const PROCESS_RIGHTS: Flags = [
  [0x1, 'PROCESS_TERMINATE'],
  [0x2, 'PROCESS_CREATE_THREAD'],
  [0x8, 'PROCESS_VM_OPERATION'],
  [0x10, 'PROCESS_VM_READ'],
  [0x20, 'PROCESS_VM_WRITE'],
  [0x40, 'PROCESS_DUP_HANDLE'],
  [0x80, 'PROCESS_CREATE_PROCESS'],
  [0x100, 'PROCESS_SET_QUOTA'],
  [0x200, 'PROCESS_SET_INFORMATION'],
  [0x400, 'PROCESS_QUERY_INFORMATION'],
  [0x800, 'PROCESS_SUSPEND_RESUME'],
  [0x1000, 'PROCESS_QUERY_LIMITED_INFORMATION'],
  [0x10000, 'DELETE'],
  [0x20000, 'READ_CONTROL'],
  [0x40000, 'WRITE_DAC'],
  [0x80000, 'WRITE_OWNER'],
  [0x100000, 'SYNCHRONIZE'],
];

/** https://learn.microsoft.com/windows/win32/api/winsvc/nf-winsvc-createservicew */
const SERVICE_TYPES: Flags = [
  [0x1, 'Kernel Driver'],
  [0x2, 'File System Driver'],
  [0x4, 'Adapter'],
  [0x8, 'Recognizer Driver'],
  [0x10, 'Win32 Own Process'],
  [0x20, 'Win32 Share Process'],
  [0x40, 'User Service'],
  [0x80, 'User Service Instance'],
  [0x100, 'Interactive Process'],
];
const SERVICE_STARTS = new Map([
  ['0', 'Boot'],
  ['1', 'System'],
  ['2', 'Automatic'],
  ['3', 'Manual'],
  ['4', 'Disabled'],
]);

/** https://www.iana.org/assignments/kerberos-parameters; negative and 0xffffffff: no ticket. */
const ENCRYPTION_TYPES = new Map([
  ['1', 'DES-CBC-CRC'],
  ['3', 'DES-CBC-MD5'],
  ['11', 'AES128-CTS-HMAC-SHA1-96'],
  ['12', 'AES256-CTS-HMAC-SHA1-96'],
  ['13', 'AES128-CTS-HMAC-SHA256-128'],
  ['14', 'AES256-CTS-HMAC-SHA384-192'],
  ['17', 'RC4-HMAC'],
  ['18', 'RC4-HMAC-EXP'],
  ['ffffffff', 'None'],
]);
const PREAUTH_TYPES = new Map([
  ['0', 'None'],
  ['2', 'PA-ENC-TIMESTAMP'],
  ['11', 'PA-ETYPE-INFO'],
  ['15', 'PA-PK-AS-REP_OLD'],
  ['16', 'PA-PK-AS-REQ'],
  ['17', 'PA-PK-AS-REP'],
  ['19', 'PA-ETYPE-INFO2'],
  ['20', 'PA-SVR-REFERRAL-INFO'],
  ['138', 'PA-ENCRYPTED-CHALLENGE'],
]);

/** https://www.iana.org/assignments/dns-parameters */
const DNS_TYPES = new Map(
  Object.entries({
    '1': 'A',
    '2': 'NS',
    '5': 'CNAME',
    '6': 'SOA',
    '12': 'PTR',
    '13': 'HINFO',
    '15': 'MX',
    '16': 'TXT',
    '24': 'SIG',
    '25': 'KEY',
    '28': 'AAAA',
    '33': 'SRV',
    '35': 'NAPTR',
    '39': 'DNAME',
    '41': 'OPT',
    '43': 'DS',
    '46': 'RRSIG',
    '47': 'NSEC',
    '48': 'DNSKEY',
    '50': 'NSEC3',
    '52': 'TLSA',
    '64': 'SVCB',
    '65': 'HTTPS',
    '249': 'TKEY',
    '250': 'TSIG',
    '251': 'IXFR',
    '252': 'AXFR',
    '255': 'ANY',
    '257': 'CAA',
    '65281': 'WINS',
    '65282': 'WINSR',
  }),
);

export const ticketOptions = (text: string): Words => flags(text, TICKET_OPTIONS);
export const accountControl = (text: string): Words => flags(text, ACCOUNT_CONTROL);
export const processRights = (text: string): Words => flags(text, PROCESS_RIGHTS);
export const serviceType = (text: string): Words => flags(text, SERVICE_TYPES);
export const serviceStart = (text: string): Words => SERVICE_STARTS.get(text.trim());
export const encryptionType = (text: string): Words => ENCRYPTION_TYPES.get(hex(text) ?? '');
export const preauthType = (text: string): Words => PREAUTH_TYPES.get(text.trim());
export const messages = (text: string): Words => messagesOf(text);

/** `28` -> AAAA; a name or an unknown number as it is. */
export function dnsTypeOf(text: string): string {
  return DNS_TYPES.get(text) ?? text;
}

/** All known bits of a mask in hexadecimal; undefined where there is none. */
function flags(text: string, table: Flags): string[] | undefined {
  const digits = hex(text);
  if (digits === undefined) return undefined;
  const value = parseInt(digits, 16);
  const words = table.filter(([bit]) => (value & bit) !== 0).map(([, word]) => word);
  return words.length === 0 ? undefined : words;
}

/** `0x40810010` -> 40810010; at most 32 bits, else undefined. */
function hex(text: string): string | undefined {
  if (text.length > 32) return undefined;
  const trimmed = text.trim().toLowerCase();
  return /^0x[0-9a-f]{1,16}$/.test(trimmed)
    ? trimmed
        .slice(2)
        .replace(/^0+(?=.)/, '')
        .slice(-8)
    : undefined;
}
