// Which lines the parser is asked for. A text is one that a shape cannot do without.

import { PROGRAMS } from './sources.js';

export const APPS: readonly string[] = [
  'microsoft-windows-*',
  'microsoft_windows_*',
  'security-auditing',
  'mswineventlog',
  'evntslog',
  'winevtlog',
  ...PROGRAMS.map((program) => program.toLowerCase()),
].filter((app, index, all) => all.indexOf(app) === index);

export const TEXTS: readonly string[] = [
  // JSON, plain and as a text in JSON
  '"EventID"',
  '"EventId"',
  '"EventCode"',
  '"_EventID"',
  '"event_id"',
  '\\"EventID\\"',
  '\\"event_id\\"',
  '"winlog',
  '\\"winlog',
  '"_winlogbeat_',
  '"eventID"',
  '"nteventlogtype"',
  '"Event"',
  '"win_eventlog"',
  '"MachineName"',
  '"eventid"',
  // XML
  '<Event',
  '&lt;Event',
  '\\u003cEvent',
  'win/2004/08/events',
  // text
  'MSWinEventLog',
  'Microsoft-Windows-',
  'EvntSLog',
  'WinEvtLog: ',
  'AgentDevice=WindowsLog',
  'EventID=',
  'EventCode=',
  'Event ID:',
  '(EventID ',
  '|Microsoft|Microsoft Windows|',
  '|Snare Agent for Windows|',
  'Security ID:',
  'Account Name:',
  'Logon Account:',
  'Sicherheits-ID:',
  'Kontoname:',
  'Nom du compte',
  '] [INFORMATION] [',
  '] [WARNING] [',
  '] [ERROR] [',
];
