// ATT&CK tags in words. Names of the techniques and tactics that rules about logs name most often (attack.mitre.org, v15); others are
// shown by their number.

export interface TagWords {
  readonly tag: string;
  /** `T1110.001 Password Guessing`; the tag itself where it is none of ATT&CK's. */
  readonly text: string;
  /** Its page at attack.mitre.org. */
  readonly href: string | undefined;
}

export function tagWords(tag: string): TagWords {
  const [, technique, sub] = /^attack\.(t\d{4})(?:\.(\d{3}))?$/.exec(tag) ?? [];
  if (technique !== undefined) {
    const id = `${technique.toUpperCase()}${sub === undefined ? '' : `.${sub}`}`;
    const href = `https://attack.mitre.org/techniques/${technique.toUpperCase()}/${sub === undefined ? '' : `${sub}/`}`;
    const name = TECHNIQUES[id];
    return { tag, text: name === undefined ? id : `${id} ${name}`, href };
  }
  const tactic = TACTICS[tag.replace(/^attack\./, '').replaceAll('_', '-')];
  return { tag, text: tag.startsWith('attack.') && tactic !== undefined ? tactic : tag, href: undefined };
}

const TACTICS: Readonly<Record<string, string>> = {
  reconnaissance: 'Reconnaissance',
  'resource-development': 'Resource Development',
  'initial-access': 'Initial Access',
  execution: 'Execution',
  persistence: 'Persistence',
  'privilege-escalation': 'Privilege Escalation',
  'defense-evasion': 'Defense Evasion',
  'credential-access': 'Credential Access',
  discovery: 'Discovery',
  'lateral-movement': 'Lateral Movement',
  collection: 'Collection',
  'command-and-control': 'Command and Control',
  exfiltration: 'Exfiltration',
  impact: 'Impact',
};

const TECHNIQUES: Readonly<Record<string, string>> = {
  T1018: 'Remote System Discovery',
  T1021: 'Remote Services',
  'T1021.001': 'Remote Desktop Protocol',
  'T1021.004': 'SSH',
  T1041: 'Exfiltration Over C2 Channel',
  T1046: 'Network Service Discovery',
  T1048: 'Exfiltration Over Alternative Protocol',
  T1053: 'Scheduled Task/Job',
  'T1053.003': 'Cron',
  'T1053.005': 'Scheduled Task',
  T1070: 'Indicator Removal',
  'T1070.001': 'Clear Windows Event Logs',
  'T1070.002': 'Clear Linux or Mac System Logs',
  T1071: 'Application Layer Protocol',
  'T1071.004': 'DNS',
  T1078: 'Valid Accounts',
  'T1078.001': 'Default Accounts',
  'T1078.003': 'Local Accounts',
  T1098: 'Account Manipulation',
  'T1098.007': 'Additional Local or Domain Groups',
  T1110: 'Brute Force',
  'T1110.001': 'Password Guessing',
  'T1110.003': 'Password Spraying',
  'T1110.004': 'Credential Stuffing',
  T1133: 'External Remote Services',
  T1136: 'Create Account',
  'T1136.001': 'Local Account',
  'T1136.002': 'Domain Account',
  T1190: 'Exploit Public-Facing Application',
  T1484: 'Domain or Tenant Policy Modification',
  T1489: 'Service Stop',
  T1499: 'Endpoint Denial of Service',
  T1531: 'Account Access Removal',
  T1543: 'Create or Modify System Process',
  'T1543.002': 'Systemd Service',
  'T1543.003': 'Windows Service',
  T1548: 'Abuse Elevation Control Mechanism',
  'T1548.003': 'Sudo and Sudo Caching',
  T1562: 'Impair Defenses',
  'T1562.001': 'Disable or Modify Tools',
  'T1562.002': 'Disable Windows Event Logging',
  'T1562.006': 'Indicator Blocking',
  T1568: 'Dynamic Resolution',
  'T1568.002': 'Domain Generation Algorithms',
  T1572: 'Protocol Tunneling',
  T1595: 'Active Scanning',
  'T1595.001': 'Scanning IP Blocks',
};
