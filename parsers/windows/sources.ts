// Event sources as program names. EventLog-to-Syslog writes the source as the syslog tag: blanks become underscores, and the common
// prefix `Microsoft-Windows-` is cut off. Only names that no Unix program has.

/** Sources of Windows' own without the common prefix: `Kernel-General: 12: The operating system started ...`. */
const SHORTENED = ['Security-Auditing', 'Eventlog', 'Kernel-General', 'Kernel-Power', 'Kernel-Boot', 'TerminalServices-LocalSessionManager', 'TerminalServices-RemoteConnectionManager', 'GroupPolicy', 'WindowsUpdateClient', 'TaskScheduler', 'Sysmon', 'Windows_Defender', 'Time-Service', 'DistributedCOM', 'Winlogon', 'User_Profiles_Service', 'WMI-Activity', 'WinRM', 'DNS-Client', 'DNS-Server-Service', 'Dhcp-Client', 'DHCP-Server', 'Security-SPP', 'Security-Kerberos', 'Kerberos-Key-Distribution-Center', 'NTLM', 'AppLocker', 'CodeIntegrity', 'Bits-Client', 'PrintService', 'SMBServer', 'SMBClient', 'RestartManager', 'Application-Experience', 'Hyper-V-VMMS', 'Hyper-V-Worker', 'FailoverClustering', 'CertificationAuthority', 'CAPI2', 'LAPS', 'Windows_Firewall_With_Advanced_Security', 'DriverFrameworks-UserMode', 'Directory-Services-SAM', 'ActiveDirectory_DomainService']; // prettier-ignore

/** Sources with names of their own. */
const CLASSIC = ['Service_Control_Manager', 'Schannel', 'DCOM', 'VSS', 'MsiInstaller', 'ESENT', 'LsaSrv', 'LSASRV', 'W32Time', 'USER32', 'User32', 'WinMgmt', 'NETLOGON', 'Application_Error', 'Application_Hang', 'Windows_Error_Reporting', 'Application_Popup', 'MSSQLSERVER', 'SideBySide', 'TermDD', 'TermService', 'BugCheck', 'volsnap', 'Ntfs', 'EventLog', 'SceCli', 'Software_Protection_Platform_Service', 'CertEnroll', 'ADSync']; // prettier-ignore

export const PROGRAMS: readonly string[] = [...SHORTENED, ...CLASSIC];

const byProgram = new Map<string, string>();
for (const source of SHORTENED) byProgram.set(source, `Microsoft-Windows-${source.replaceAll('_', ' ')}`);
for (const source of CLASSIC) byProgram.set(source, source.replaceAll('_', ' '));

/** The provider behind a program's name; undefined when it is not one of Windows. */
export function providerOf(app: string | undefined): string | undefined {
  if (app === undefined) return undefined;
  if (app.startsWith('Microsoft-Windows-')) return app;
  // syslog-ng's agent: `Microsoft_Windows_security_auditing.`
  if (app.startsWith('Microsoft_Windows_security_auditing')) return 'Microsoft-Windows-Security-Auditing';
  if (app.startsWith('Microsoft_Windows_')) return app.replace(/\.$/, '').replaceAll('_', '-');
  return byProgram.get(app) ?? (app.includes(' ') ? byProgram.get(app.replaceAll(' ', '_')) : undefined);
}

/** True for the programs that forward Windows events, and for those that write them. */
export function isWindowsProgram(app: string): boolean {
  return FORWARDERS.has(app.toLowerCase()) || providerOf(app) !== undefined;
}

const FORWARDERS: ReadonlySet<string> = new Set(['mswineventlog', 'evntslog', 'winevtlog', 'nxlog', 'winlogbeat', 'wec', 'forwardedevents', 'windowseventlog', 'winevent', 'winevents', 'eventlog', 'wineventlog', 'syslog-ng', 'snare', 'windows', 'security', 'system', 'application', 'vector', 'fluent-bit', 'fluentd', 'logstash']); // prettier-ignore
