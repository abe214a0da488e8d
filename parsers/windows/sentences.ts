// Events whose text is a sentence: its values, by the names they have in event XML. As data for the pattern engine (src/event/patterns.ts).
// Message tables of services.exe, wevtsvc.dll, user32.dll, TaskScheduler, Remote Desktop; ids by provider.

import type { Fields } from '#src/event/event.js';
import { PatternTable } from '#src/event/patterns.js';
import type { WindowsRecord } from './record.js';

type Row = readonly [provider: string, codes: string, ...sentences: string[]];

const P = 'winlog.event_data.param';
const D = 'winlog.event_data.';

// prettier-ignore
const ROWS: readonly Row[] = [
  ['Service Control Manager', '7036', `The <${P}1:text> service entered the <${P}2> state.`],
  ['Service Control Manager', '7035', `The <${P}1:text> service was successfully sent a <${P}2> control.`],
  ['Service Control Manager', '7040', `The start type of the <${P}1:text> service was changed from <${P}2> start to <${P}3> start.`, `The start type of the <${P}1:text> service was changed from <${P}2> to <${P}3>.`],
  ['Service Control Manager', '7034', `The <${P}1:text> service terminated unexpectedly. It has done this <${P}2> time(s).`],
  ['Service Control Manager', '7031', `The <${P}1:text> service terminated unexpectedly. It has done this <${P}2> time(s). The following corrective action will be taken in <${P}3> milliseconds: <${P}5:phrase>.`],
  ['Service Control Manager', '7000', `The <${P}1:phrase> service failed to start due to the following error: <${P}2:text>`],
  ['Service Control Manager', '7023', `The <${P}1:phrase> service terminated with the following error: <${P}2:text>`],
  ['EventLog', '6008', `The previous system shutdown at <${P}1:phrase> on <${P}2> was unexpected.`],
  ['User32', '1074', `The process <${P}1:phrase> (<_>) has initiated the <${P}5:phrase> of computer <${P}2> on behalf of user <${P}7:phrase> for the following reason: <${P}3:phrase> Reason Code: <${P}4> Shutdown Type: <_>[[ Comment:<_:text>]]`],
  ['Microsoft-Windows-TaskScheduler', '106', `User "<${D}UserContext:phrase>" registered Task Scheduler task "<${D}TaskName:text>"`],
  ['Microsoft-Windows-TaskScheduler', '140', `User "<${D}UserName:phrase>" updated Task Scheduler task "<${D}TaskName:text>"`],
  ['Microsoft-Windows-TaskScheduler', '141', `User "<${D}UserName:phrase>" deleted Task Scheduler task "<${D}TaskName:text>"`],
  ['Microsoft-Windows-TerminalServices-LocalSessionManager', '21 22 23 24 25', `Remote Desktop Services: <_:phrase>: User: <winlog.user_data.User:text> Session ID: <winlog.user_data.SessionID>[[ Source Network Address: <winlog.user_data.Address>]]`],
  ['Microsoft-Windows-TerminalServices-RemoteConnectionManager', '1149', `Remote Desktop Services: User authentication succeeded: User:[[ <winlog.user_data.Param1:text>]] Domain:[[ <winlog.user_data.Param2>]] Source Network Address: <winlog.user_data.Param3>`],
  ['MSSQLSERVER', '18456', `Login failed for user '<${P}1:text>'. Reason: <${P}2:phrase> [CLIENT: <${P}3>]`],
  ['Microsoft-Windows-Kernel-General', '12', `The operating system started at system time <${D}StartTime:text>.`],
  ['Microsoft-Windows-Kernel-General', '13', `The operating system is shutting down at system time <${D}StopTime:text>.`],
];

const tables = new Map<string, PatternTable>();
for (const [provider, codes, ...sentences] of ROWS) {
  const table = new PatternTable(
    sentences.map((sentence) => [sentence, {}] as const),
    'windows',
  );
  for (const code of codes.split(' ')) tables.set(`${provider.toLowerCase()} ${code}`, table);
}

/** The values of the event's sentence, if it is one of these; blanks and line breaks count as one blank. */
export function readSentence(record: WindowsRecord, text: string): void {
  const table = tables.get(`${(record.provider ?? '').toLowerCase()} ${record.code}`);
  const values: Fields | undefined = table?.match(text.trim().replace(/\s+/g, ' '));
  if (values === undefined) return;
  for (const [name, value] of Object.entries(values)) {
    if (name.startsWith(D)) record.add(name.slice(D.length), value);
    else if (name.startsWith('winlog.user_data.')) record.addUserData(name.slice(17), value);
  }
}
