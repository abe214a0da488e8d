// Numbers that Windows writes for words: logon types, NTSTATUS codes of failed logons, Kerberos result codes, message constants.

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

/** [MS-ERREF] 2.3.1 and the page of event 4625, table "Status". Lower case, without 0x. */
const NTSTATUS: Readonly<Record<string, string>> = {
  c000005e: 'There are currently no logon servers available to service the logon request',
  c0000064: 'User logon with misspelled or bad user account',
  c000006a: 'User logon with misspelled or bad password',
  c000006d: 'Bad user name or authentication information',
  c000006e: 'User name and password are valid, but an account restriction prevented the logon',
  c000006f: 'User logon outside authorized hours',
  c0000070: 'User logon from unauthorized workstation',
  c0000071: 'User logon with expired password',
  c0000072: 'User logon to account disabled by administrator',
  c00000dc: 'The SAM server was in the wrong state',
  c0000133: 'Clocks between domain controller and other computer too far out of sync',
  c000015b: 'The user has not been granted the requested logon type at this machine',
  c000018b: 'The computer has no trust account in the domain',
  c000018c: 'The trust relationship between the primary domain and the trusted domain failed',
  c0000192: 'The Netlogon service was not started',
  c0000193: 'User logon with expired account',
  c0000199: 'The account is a computer account',
  c000019a: 'The account is a server trust account',
  c0000224: 'User is required to change password at next logon',
  c0000225: 'Bug in Windows and not a risk',
  c0000234: 'User logon with account locked',
  c00002ee: 'An error occurred during logon',
  c0000371: 'The local account store does not contain secret material for the account',
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
  a: 'The ticket is not eligible for postdating',
  c: 'The workstation or the time of day is not allowed',
  d: 'The KDC cannot fulfil the requested option',
  e: 'The KDC does not support the encryption type',
  f: 'The KDC does not support the checksum type',
  '10': 'The KDC does not support this kind of pre-authentication (smart card)',
  '12': 'The account is disabled, expired, locked out or outside its logon hours',
  '17': 'The password has expired',
  '18': 'Pre-authentication failed, usually a wrong password',
  '19': 'Additional pre-authentication is required',
  '1b': 'The service is not for this kind of ticket (user-to-user only)',
  '1f': 'The integrity check on the decrypted field failed',
  '20': 'The ticket has expired',
  '21': 'The ticket is not yet valid',
  '22': 'The request is a replay',
  '25': 'The clocks are too far apart',
  '29': 'The message stream was modified',
  '3c': 'Generic error',
};

/** Failure reasons of event 4625: constants of msobjs.dll. */
const REASONS: Readonly<Record<string, string>> = {
  '%%2304': 'An error occurred during logon',
  '%%2305': 'The specified user account has expired',
  '%%2306': 'The NetLogon component is not active',
  '%%2307': 'Account locked out',
  '%%2308': 'The user has not been granted the requested logon type at this machine',
  '%%2309': "The specified account's password has expired",
  '%%2310': 'Account currently disabled',
  '%%2311': 'Account logon time restriction violation',
  '%%2312': 'User not allowed to logon at this computer',
  '%%2313': 'Unknown user name or bad password',
  '%%2314': 'Domain sid inconsistent',
  '%%2315': 'Smartcard logon is required and was not used',
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
  return reason.startsWith('%%') ? REASONS[reason] : reason.slice(0, 200);
}

/** `0xC000006A` -> c000006a, `0x00000012` -> 12. */
function hexDigits(status: string | undefined): string | undefined {
  if (status === undefined || status.length > 18 || !status.toLowerCase().startsWith('0x')) return undefined;
  const digits = status.slice(2).toLowerCase().replace(/^0+/, '');
  return digits === '' ? SUCCESS : digits;
}
