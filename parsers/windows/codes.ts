// Numbers that Windows writes for words: logon types, NTSTATUS codes of failed logons, Kerberos result codes.

import { messageOf } from './messages.js';

/** https://learn.microsoft.com/windows/security/threat-protection/auditing/event-4624, table "Logon types and descriptions". */
const LOGON_TYPES: Readonly<Record<string, string>> = {
  '0': 'System',
  '2': 'Interactive',
  '3': 'Network',
  '4': 'Batch',
  '5': 'Service',
  '7': 'Unlock',
  '8': 'NetworkCleartext',
  '9': 'NewCredentials',
  '10': 'RemoteInteractive',
  '11': 'CachedInteractive',
  '12': 'CachedRemoteInteractive',
  '13': 'CachedUnlock',
};

export const UNKNOWN_NAME = 'User logon with misspelled or bad user account';

/** [MS-ERREF] 2.3.1 and the page of event 4625, table "Status". Lower case, without 0x. */
const NTSTATUS: Readonly<Record<string, string>> = {
  c0000001: 'The operation was unsuccessful',
  c000000d: 'An invalid parameter was passed',
  c0000022: 'Access is denied',
  c000005e: 'There are currently no logon servers available to service the logon request',
  c0000064: UNKNOWN_NAME,
  c000006a: 'User logon with misspelled or bad password',
  c000006d: 'Bad user name or authentication information',
  c000006e: 'User name and password are valid, but an account restriction prevented the logon',
  c000006f: 'User logon outside authorized hours',
  c0000070: 'User logon from unauthorized workstation',
  c0000071: 'User logon with expired password',
  c0000072: 'User logon to account disabled by administrator',
  c000009a: 'Insufficient system resources',
  c00000bb: 'The request is not supported',
  c00000dc: 'The SAM server was in the wrong state',
  c0000133: 'Clocks between domain controller and other computer too far out of sync',
  c000015b: 'The user has not been granted the requested logon type at this machine',
  c000018b: 'The computer has no trust account in the domain',
  c000018c: 'The trust relationship between the primary domain and the trusted domain failed',
  c0000192: 'The Netlogon service was not started',
  c0000190: 'The trust relationship between this workstation and the primary domain failed',
  c0000191: 'The network logon service is not active on the domain controller',
  c0000193: 'User logon with expired account',
  c0000198: 'The account is an interdomain trust account',
  c0000199: 'The account is a computer account',
  c000019a: 'The account is a server trust account',
  c0000224: 'User is required to change password at next logon',
  c0000225: 'Bug in Windows and not a risk',
  c0000234: 'User logon with account locked',
  c00002ee: 'An error occurred during logon',
  c0000388: 'The system detected a possible attempt to compromise security (downgrade)',
  c0000371: 'The local account store does not contain secret material for the account',
  c000040a: 'The Kerberos ticket is not valid for this server',
  c0000413: 'The machine is protected by an authentication firewall',
};

/** RFC 4120 §7.5.9, as the pages of events 4768 and 4771 word them. */
const KERBEROS: Readonly<Record<string, string>> = {
  '1': 'The client entry in the database has expired',
  '2': 'The server entry in the database has expired',
  '6': 'The user name does not exist',
  '7': 'The server name does not exist',
  '8': 'Multiple principal entries in the database',
  '9': 'The client or server has a null key',
  '3': 'The protocol version is not supported',
  '4': 'The client key is encrypted in an old master key',
  '5': 'The server key is encrypted in an old master key',
  a: 'The ticket is not eligible for postdating',
  b: 'The requested start time is later than the end time',
  c: 'The workstation or the time of day is not allowed',
  d: 'The KDC cannot fulfil the requested option',
  e: 'The KDC does not support the encryption type',
  f: 'The KDC does not support the checksum type',
  '10': 'The KDC does not support this kind of pre-authentication (smart card)',
  '11': 'The transited type is not supported',
  '12': 'The account is disabled, expired, locked out or outside its logon hours',
  '13': 'The credentials of the server have been revoked',
  '14': 'The ticket has been revoked',
  '15': 'The client is not yet valid',
  '16': 'The server is not yet valid',
  '17': 'The password has expired',
  '18': 'Pre-authentication failed, usually a wrong password',
  '19': 'Additional pre-authentication is required',
  '1b': 'The service is not for this kind of ticket (user-to-user only)',
  '1a': 'The requested server and the ticket do not match',
  '1d': 'A service is not available',
  '1f': 'The integrity check on the decrypted field failed',
  '20': 'The ticket has expired',
  '21': 'The ticket is not yet valid',
  '22': 'The request is a replay',
  '23': 'The ticket is not for us',
  '24': 'The ticket and the authenticator do not match',
  '25': 'The clocks are too far apart',
  '26': 'The network address does not match the one in the ticket',
  '27': 'The protocol version does not match',
  '28': 'The message type is not valid',
  '29': 'The message stream was modified',
  '2a': 'The message is out of order',
  '2c': 'The key version is not available',
  '2d': 'The service key is not available',
  '2e': 'Mutual authentication failed',
  '2f': 'The direction of the message is wrong',
  '30': 'An alternative authentication method is required',
  '31': 'The sequence number is wrong',
  '32': 'The checksum type is not fit',
  '34': 'The answer is too big for UDP, use TCP',
  '3c': 'Generic error',
  '3d': 'The field is too long',
  '3e': 'The client certificate is not trusted',
  '3f': 'The domain controller certificate is not trusted',
  '40': 'The signature is not valid',
  '41': 'A higher encryption level is needed',
  '42': 'User-to-user authorization is required',
  '43': 'The user-to-user ticket is missing',
  '44': 'The wrong domain',
};

const KERBEROS_EVENTS: ReadonlySet<string> = new Set(['4768', '4769', '4770', '4771', '4772', '4773']);
const SUCCESS = '0';

/** `3` -> Network; undefined for what is no known type. */
export function logonTypeOf(value: string | undefined): string | undefined {
  return value === undefined ? undefined : LOGON_TYPES[value.trim()];
}

/** Status codes are hexadecimal text; -1 decimal forms are rare and stay unknown. Undefined where there is none. */
export function isSuccess(status: string | undefined): boolean | undefined {
  const digits = hexDigits(status);
  return digits === undefined ? undefined : digits === SUCCESS;
}

/** Why a logon failed, in words, from the most telling of the codes. */
export function failureReason(
  code: string,
  status: string | undefined,
  subStatus: string | undefined,
  reason: string | undefined,
): string | undefined {
  const words = KERBEROS_EVENTS.has(code) ? KERBEROS : NTSTATUS;
  for (const value of [subStatus, status]) {
    const digits = hexDigits(value);
    if (digits !== undefined && digits !== SUCCESS && words[digits] !== undefined) return words[digits];
  }
  if (reason === undefined) return undefined;
  return reason.startsWith('%%') ? messageOf(reason) : reason.slice(0, 200);
}

/** The words of one status code of an event; undefined for success and for what is no known code. */
export function statusWords(code: string, status: string | undefined): string | undefined {
  const digits = hexDigits(status);
  if (digits === undefined || digits === SUCCESS) return undefined;
  return KERBEROS_EVENTS.has(code) ? (KERBEROS[digits] ?? NTSTATUS[digits]) : NTSTATUS[digits];
}

/** `0xC000006A` -> c000006a, `0x00000012` -> 12, `-1073741715` (some agents write the number) -> c000006d. */
function hexDigits(status: string | undefined): string | undefined {
  if (status === undefined || status.length > 18) return undefined;
  if (!status.startsWith('0x') && !status.startsWith('0X')) return decimalDigits(status);
  const digits = status.slice(2).toLowerCase().replace(/^0+/, '');
  return digits === '' ? SUCCESS : digits;
}

function decimalDigits(status: string): string | undefined {
  const value = /^-?\d{1,10}$/.test(status) ? Number(status) : Number.NaN;
  return Number.isNaN(value) ? undefined : (value >>> 0).toString(16);
}
