// Windows Security events as NXLog sends them: JSON of about 1.5 kB (logon, failed logon, logoff, process, privileges, account, service).

import { DATE_SLOT, type Message } from '../message.js';
import { addresses, USERS } from '../people.js';
import type { Random } from '../random.js';

/** user.notice, NXLog's default. */
const PRIORITY = 13;

type Data = Readonly<Record<string, string | number>>;
interface Kind {
  readonly weight: number;
  readonly id: number;
  readonly category: string;
  readonly title: string;
  readonly failed?: boolean;
  data(user: string, random: Random, ip: string): Data;
}

export function windows(random: Random): () => Message {
  const hosts = Array.from({ length: 12 }, (_, i) => `PC-${String(i + 1).padStart(3, '0')}.corp.example.net`);
  const from = addresses(200, random);
  const kinds = KINDS.flatMap((kind) => Array.from({ length: kind.weight }, () => kind));
  let record = 1_000_000;

  return () => {
    const host = random.pick(hosts);
    const kind = random.pick(kinds);
    record += 1;
    const event = { ...head(kind, host, record), ...kind.data(random.pick(USERS), random, random.pick(from)) };
    const whole = {
      ...event,
      Message: rendered(kind.title, event),
      EventReceivedTime: DATE_SLOT,
      SourceModuleName: 'in',
      SourceModuleType: 'im_msvistalog',
    };
    return {
      priority: PRIORITY,
      host,
      app: 'Microsoft-Windows-Security-Auditing',
      pid: 752,
      text: JSON.stringify(whole),
    };
  };
}

const SUBJECT = {
  SubjectUserSid: 'S-1-5-18',
  SubjectUserName: 'SYSTEM',
  SubjectDomainName: 'NT AUTHORITY',
  SubjectLogonId: '0x3e7',
};

const target = (user: string): Data => ({
  TargetUserSid: 'S-1-5-21-1004336348-1177238915-682003330-1104',
  TargetUserName: user,
  TargetDomainName: 'CORP',
});
const network = (ip: string, random: Random): Data => ({
  WorkstationName: 'WS-7',
  IpAddress: ip,
  IpPort: String(49_152 + random.int(16_000)),
});
const logonId = (random: Random): string => `0x${(random.int(0x7fffffff) + 0x10000).toString(16)}`;

const KINDS: readonly Kind[] = [
  {
    weight: 40,
    id: 4624,
    category: 'Logon',
    title: 'An account was successfully logged on.',
    data: (user, random, ip) => ({
      ...SUBJECT,
      ...target(user),
      TargetLogonId: logonId(random),
      LogonType: random.pick(['2', '3', '3', '5', '7', '10']),
      LogonProcessName: 'User32 ',
      AuthenticationPackageName: 'Negotiate',
      LogonGuid: '{00000000-0000-0000-0000-000000000000}',
      ...network(ip, random),
      ElevatedToken: '%%1843',
    }),
  },
  {
    weight: 20,
    id: 4625,
    category: 'Logon',
    title: 'An account failed to log on.',
    failed: true,
    data: (user, random, ip) => ({
      ...SUBJECT,
      TargetUserSid: 'S-1-0-0',
      TargetUserName: user,
      TargetDomainName: 'CORP',
      Status: '0xc000006d',
      FailureReason: '%%2313',
      SubStatus: random.pick(['0xc000006a', '0xc0000064']),
      LogonType: '3',
      LogonProcessName: 'NtLmSsp ',
      AuthenticationPackageName: 'NTLM',
      ...network(ip, random),
    }),
  },
  {
    weight: 15,
    id: 4634,
    category: 'Logoff',
    title: 'An account was logged off.',
    data: (user, random) => ({ ...target(user), TargetLogonId: logonId(random), LogonType: '3' }),
  },
  {
    weight: 15,
    id: 4688,
    category: 'Process Creation',
    title: 'A new process has been created.',
    data: (user, random) => ({
      SubjectUserSid: 'S-1-5-21-1004336348-1177238915-682003330-1104',
      SubjectUserName: user,
      SubjectDomainName: 'CORP',
      SubjectLogonId: logonId(random),
      NewProcessId: `0x${random.int(0xffff).toString(16)}`,
      NewProcessName: random.pick([
        'C:\\Windows\\System32\\cmd.exe',
        'C:\\Windows\\System32\\svchost.exe',
        'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
      ]),
      TokenElevationType: '%%1936',
      CommandLine: random.pick([
        'cmd.exe /c whoami',
        'svchost.exe -k netsvcs -p',
        'firefox.exe -url https://intranet.example.net',
      ]),
      ParentProcessName: 'C:\\Windows\\explorer.exe',
    }),
  },
  {
    weight: 7,
    id: 4672,
    category: 'Special Logon',
    title: 'Special privileges assigned to new logon.',
    data: (user, random) => ({
      SubjectUserSid: 'S-1-5-21-1004336348-1177238915-682003330-1104',
      SubjectUserName: user,
      SubjectDomainName: 'CORP',
      SubjectLogonId: logonId(random),
      PrivilegeList: 'SeSecurityPrivilege SeBackupPrivilege SeRestorePrivilege SeDebugPrivilege',
    }),
  },
  {
    weight: 2,
    id: 4720,
    category: 'User Account Management',
    title: 'A user account was created.',
    data: (user) => ({ ...SUBJECT, ...target(user), SamAccountName: user, PrivilegeList: '-' }),
  },
  {
    weight: 1,
    id: 4740,
    category: 'User Account Management',
    title: 'A user account was locked out.',
    data: (user) => ({ ...SUBJECT, ...target(user) }),
  },
];

function head({ id, category, failed }: Kind, host: string, record: number): Data {
  return {
    EventTime: DATE_SLOT,
    Hostname: host,
    Keywords: failed === true ? -9218868437227405312 : -9214364837600034816,
    EventType: failed === true ? 'AUDIT_FAILURE' : 'AUDIT_SUCCESS',
    SeverityValue: failed === true ? 4 : 2,
    Severity: failed === true ? 'ERROR' : 'INFO',
    EventID: id,
    SourceName: 'Microsoft-Windows-Security-Auditing',
    ProviderGuid: '{54849625-5478-4994-A5BA-3E3B0328C30D}',
    Version: 2,
    Task: 12544,
    OpcodeValue: 0,
    RecordNumber: record,
    ProcessID: 752,
    ThreadID: 4888,
    Channel: 'Security',
    Category: category,
    Opcode: 'Info',
  };
}

/** The text that Windows renders: the title and the fields as an indented list. */
function rendered(title: string, event: Data): string {
  const fields = Object.entries(event).slice(18);
  return `${title}\r\n\r\n${fields.map(([name, value]) => `\t${name}:\t\t${value}`).join('\r\n')}\r\n\r\nThis event is generated on the computer that was accessed.`;
}
