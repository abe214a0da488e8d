// Windows' own parameter strings: `%%1833` stands for "Impersonation". Events carry the numbers, the text is in msobjs.dll of every Windows.
// Ranges: the first number, then its texts in order; `-` = no text of interest.

const RANGES: readonly (readonly [first: number, texts: string])[] = [
  [1537, 'DELETE|READ_CONTROL|WRITE_DAC|WRITE_OWNER|SYNCHRONIZE|ACCESS_SYS_SEC|MAX_ALLOWED'],
  [
    1603,
    'Assign Primary Token Privilege|Lock Memory Privilege|Increase Memory Quota Privilege|Unsolicited Input Privilege|' +
      'Trusted Computer Base Privilege|Security Privilege|Take Ownership Privilege|Load/Unload Driver Privilege|Profile System Privilege|' +
      'Set System Time Privilege|Profile Single Process Privilege|Increment Base Priority Privilege|Create Pagefile Privilege|' +
      'Create Permanent Object Privilege|Backup Privilege|Restore From Backup Privilege|Shutdown System Privilege|Debug Privilege|' +
      'View or Change Audit Log Privilege|Change Hardware Environment Privilege|Change Notify (and Traverse) Privilege|Remotely Shut System Down Privilege',
  ],
  [1792, 'Value Changed|Value Not Set|Never|Enabled|Disabled|All|None|Audit Policy query/set API Operation'],
  [
    1801,
    'Granted by|Denied by|Denied by Integrity Policy check|Granted by Ownership|Not granted|Granted by NULL DACL|Denied by Empty DACL|' +
      'Granted by NULL Security Descriptor|Unknown or unchecked|Not granted due to missing|Granted by ACE on parent folder|' +
      'Denied by ACE on parent folder|Granted by Central Access Rule|NOT Granted by Central Access Rule',
  ],
  [1817, 'Unknown Type|String|Unsigned 64-bit Integer|64-bit Integer|FQBN|Blob|Sid|Boolean|TRUE|FALSE|Invalid'],
  [1830, 'Not granted to AppContainers|-|Identification|Impersonation'],
  [1840, 'Delegation|Denied by Process Trust Label ACE|Yes|No|System|Not Available|Default|DisallowMmConfig|Off|Auto'],
  [
    1872,
    'REG_NONE|REG_SZ|REG_EXPAND_SZ|REG_BINARY|REG_DWORD|REG_DWORD_BIG_ENDIAN|REG_LINK|REG_MULTI_SZ|REG_RESOURCE_LIST|' +
      'REG_FULL_RESOURCE_DESCRIPTOR|REG_RESOURCE_REQUIREMENTS_LIST|REG_QWORD',
  ],
  [1904, 'New registry value created|Existing registry value modified|Registry value deleted'],
  [1920, 'Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday'],
  [1936, 'TokenElevationTypeDefault|TokenElevationTypeFull|TokenElevationTypeLimited'],
  // account control: 2048.. when a flag went, 2080.. when it came
  [
    2048,
    'Account Enabled|Home Directory Required - Disabled|Password Not Required - Disabled|Temp Duplicate Account - Disabled|' +
      'Normal Account - Disabled|MNS Logon Account - Disabled|Interdomain Trust Account - Disabled|Workstation Trust Account - Disabled|' +
      "Server Trust Account - Disabled|Don't Expire Password - Disabled|Account Unlocked|Encrypted Text Password Allowed - Disabled|" +
      'Smartcard Required - Disabled|Trusted For Delegation - Disabled|Not Delegated - Disabled|Use DES Key Only - Disabled|' +
      "Don't Require Preauth - Disabled|Password Expired - Disabled|Trusted To Authenticate For Delegation - Disabled|" +
      'Exclude Authorization Information - Disabled|-|Protect Kerberos Service Tickets with AES Keys - Disabled',
  ],
  [
    2080,
    'Account Disabled|Home Directory Required - Enabled|Password Not Required - Enabled|Temp Duplicate Account - Enabled|' +
      'Normal Account - Enabled|MNS Logon Account - Enabled|Interdomain Trust Account - Enabled|Workstation Trust Account - Enabled|' +
      "Server Trust Account - Enabled|Don't Expire Password - Enabled|Account Locked|Encrypted Text Password Allowed - Enabled|" +
      'Smartcard Required - Enabled|Trusted For Delegation - Enabled|Not Delegated - Enabled|Use DES Key Only - Enabled|' +
      "Don't Require Preauth - Enabled|Password Expired - Enabled|Trusted To Authenticate For Delegation - Enabled|" +
      'Exclude Authorization Information - Enabled|-|Protect Kerberos Service Tickets with AES Keys - Enabled',
  ],
  [
    2304,
    'An error occurred during logon|The specified user account has expired|The NetLogon component is not active|Account locked out|' +
      "The user has not been granted the requested logon type at this machine|The specified account's password has expired|" +
      'Account currently disabled|Account logon time restriction violation|User not allowed to logon at this computer|' +
      'Unknown user name or bad password|Domain sid inconsistent|Smartcard logon is required and was not used',
  ],
  [2432, 'Not Available'],
  [2436, 'Random number generator failure|-|Failed to zero secret data|Key failed pair wise consistency check'],
  [
    2448,
    'Failed to unprotect persistent cryptographic key|Key export checks failed|Validation of public key failed|Signature verification failed',
  ],
  [2456, 'Open key file|Delete key file|Read persisted key from file|Write persisted key to file'],
  [2464, 'Export of persistent cryptographic key|Import of persistent cryptographic key'],
  [
    2480,
    'Open Key|Create Key|Delete Key|Encrypt|Decrypt|Sign hash|Secret agreement|Domain settings|Local settings|Add provider|Remove provider|' +
      'Add context|Remove context|Add function|Remove function|Add function provider|Remove function provider|Add function property|' +
      'Remove function property|Machine key|User key|Key Derivation',
  ],
  // access rights by kind of object
  [4368, 'Query directory|Traverse|Create object in directory|Create sub-directory'],
  [4384, 'Query event state|Modify event state'],
  [
    4416,
    'ReadData (or ListDirectory)|WriteData (or AddFile)|AppendData (or AddSubdirectory or CreatePipeInstance)|ReadEA|WriteEA|' +
      'Execute/Traverse|DeleteChild|ReadAttributes|WriteAttributes',
  ],
  [4432, 'Query key value|Set key value|Create sub-key|Enumerate sub-keys|Notify about changes to keys|Create Link'],
  [4448, 'Query mutant state'],
  [4464, 'Communicate using port'],
  [
    4480,
    'Force process termination|Create new thread in process|Set process session ID|Perform virtual memory operation|' +
      'Read from process memory|Write to process memory|Duplicate handle into or out of process|Create a subprocess of process|' +
      'Set process quotas|Set process information|Query process information|Set process termination port',
  ],
  [4512, 'Query section state|Map section for write|Map section for read|Map section for execute|Extend size'],
  [4528, 'Query semaphore state|Modify semaphore state'],
  [4544, 'Use symbolic link'],
  [
    4560,
    'Force thread termination|Suspend or resume thread|Send an alert to thread|Get thread context|Set thread context|' +
      'Set thread information|Query thread information|Assign a token to the thread|Cause thread to directly impersonate another thread|' +
      'Directly impersonate this thread',
  ],
  [
    4592,
    'AssignAsPrimary|Duplicate|Impersonate|Query|QuerySource|AdjustPrivileges|AdjustGroups|AdjustDefaultDacl|AdjustSessionID',
  ],
  [5376, 'ConnectToServer|ShutdownServer|InitializeServer|CreateDomain|EnumerateDomains|LookupDomain'],
  [
    5392,
    'ReadPasswordParameters|WritePasswordParameters|ReadOtherParameters|WriteOtherParameters|CreateUser|CreateGlobalGroup|' +
      'CreateLocalGroup|GetLocalGroupMembership|ListAccounts|LookupIDs|AdministerServer',
  ],
  [5408, 'ReadInformation|WriteAccount|AddMember|RemoveMember|ListMembers'],
  [5424, 'AddMember|RemoveMember|ListMembers|ReadInformation|WriteAccount'],
  [
    5440,
    'ReadGeneralInformation|ReadPreferences|WritePreferences|ReadLogon|ReadAccount|WriteAccount|' +
      'ChangePassword (with knowledge of old password)|SetPassword (without knowledge of old password)|ListGroups|ReadGroupMembership|ChangeGroupMembership',
  ],
  [
    7680,
    'Create Child|Delete Child|List Contents|Write Self|Read Property|Write Property|Delete Tree|List Object|Control Access',
  ],
  // audit policy
  [
    8272,
    'System|Logon/Logoff|Object Access|Privilege Use|Detailed Tracking|Policy Change|Account Management|DS Access|Account Logon',
  ],
  [8448, 'Success removed|Success added|Failure removed|Failure added'],
  [12288, 'Security State Change|Security System Extension|System Integrity|IPsec Driver|Other System Events'],
  [
    12544,
    'Logon|Logoff|Account Lockout|IPsec Main Mode|Special Logon|IPsec Quick Mode|IPsec Extended Mode|Other Logon/Logoff Events|' +
      'Network Policy Server|User/Device Claims|Group Membership',
  ],
  [
    12800,
    'File System|Registry|Kernel Object|SAM|Other Object Access Events|Certification Services|Application Generated|' +
      'Handle Manipulation|File Share|Filtering Platform Packet Drop|Filtering Platform Connection|Detailed File Share|' +
      'Removable Storage|Central Access Policy Staging',
  ],
  [13056, 'Sensitive Privilege Use|Non Sensitive Privilege Use|Other Privilege Use Events'],
  [
    13312,
    'Process Creation|Process Termination|DPAPI Activity|RPC Events|Plug and Play Events|Token Right Adjusted Events',
  ],
  [
    13568,
    'Audit Policy Change|Authentication Policy Change|Authorization Policy Change|MPSSVC Rule-Level Policy Change|' +
      'Filtering Platform Policy Change|Other Policy Change Events',
  ],
  [
    13824,
    'User Account Management|Computer Account Management|Security Group Management|Distribution Group Management|' +
      'Application Group Management|Other Account Management Events',
  ],
  [
    14080,
    'Directory Service Access|Directory Service Changes|Directory Service Replication|Detailed Directory Service Replication',
  ],
  [
    14336,
    'Credential Validation|Kerberos Service Ticket Operations|Other Account Logon Events|Kerberos Authentication Service',
  ],
  // Windows Filtering Platform: directions and layers
  [
    14592,
    'Inbound|Outbound|Forward|Bidirectional|IP Packet|Transport|Forward|Stream|Datagram Data|ICMP Error|MAC 802.3|MAC Native|vSwitch',
  ],
  [14608, 'Resource Assignment|Listen|Receive/Accept|Connect|Flow Established|-|Resource Release|Endpoint Closure'],
  [14674, 'Value Added|Value Deleted|Active Directory Domain Services|Active Directory Lightweight Directory Services'],
];

const MESSAGES: ReadonlyMap<string, string> = new Map(
  RANGES.flatMap(([first, texts]) => texts.split('|').map((text, at) => [String(first + at), text] as const)).filter(
    ([, text]) => text !== '-',
  ),
);

const MAX_CODES = 64;
const PERCENT = 0x25;

/** `%%1833` -> Impersonation; undefined for a number without a text and for what is no such number. */
export function messageOf(code: string): string | undefined {
  return code.startsWith('%%') ? MESSAGES.get(code.slice(2).trimEnd()) : undefined;
}

/** All texts of a value that holds several, in order: `%%1538 %%1541`, `%%2080, %%2082`; undefined where it holds none. */
export function messagesOf(value: string): string | string[] | undefined {
  const texts: string[] = [];
  for (let at = value.indexOf('%%'); at >= 0 && texts.length < MAX_CODES; at = value.indexOf('%%', at + 2)) {
    let end = at + 2;
    while (end < value.length && end < at + 8 && isDigit(value.charCodeAt(end))) end += 1;
    const text = MESSAGES.get(value.slice(at + 2, end));
    if (text !== undefined) texts.push(text);
  }
  if (texts.length === 0) return undefined;
  return texts.length === 1 && value.charCodeAt(0) === PERCENT && value.indexOf('%%', 2) < 0 ? texts[0] : texts;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
