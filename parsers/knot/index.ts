// Knot DNS (knotd: zones, transfers, who was refused) and Knot Resolver (kresd). Both log no questions by themselves.
// https://www.knot-dns.cz/docs/latest/html/ https://www.knot-resolver.cz/documentation/latest/

import { putQuestion } from '#src/event/dns.js';
import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { byLevel, RESOLVER, SERVER, ZONE } from './messages.js';

export default defineParser({
  id: 'knot',
  title: 'Knot DNS and Knot Resolver',
  contract: '^1.0.0',
  family: 'network',
  hint: {
    apps: ['knotd', 'knot', 'kresd*', 'knot-resolver*'],
    // its log file has the level behind the time, and no program
    contains: [' info: [', ' notice: [', ' warning: [', ' error: [', ' debug: [', ' info: Knot DNS '],
  },
  parse,
});

const LEVEL = /^(critical|error|warning|notice|info|debug): /;
const FILE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d{4} /;
/** `[example.org.] `; names of zones are configured, but with a catalog they come from another server. */
const ZONE_NAME = /^\[([^\]\s]{1,1023})\] /;

function parse(line: SyslogLine): Fields | undefined {
  const app = line.app?.toLowerCase();
  if (app?.startsWith('kresd') === true || app?.startsWith('knot-resolver') === true) return readResolver(line.message);
  const isOurs = app === 'knotd' || app === 'knot';
  // In a file the level stands where others have their program.
  if (app !== undefined && !isOurs && !LEVEL.test(`${app}: `)) return undefined;
  const text = (isOurs ? line.message : line.searched).replace(FILE_TIME, '');
  const level = LEVEL.exec(text);
  if (level === null) return undefined;
  const said = text.slice(level[0].length);
  const zone = ZONE_NAME.exec(said);
  const fields = zone === null ? SERVER.match(said) : ZONE.match(said.slice(zone[0].length));
  if (fields === undefined && !isOurs) return undefined;
  const found = fields ?? byLevel(level[1]!);
  if (zone !== null) putQuestion(found, zone[1]!);
  put(found, 'log.level', level[1]);
  return found;
}

/** `[plan  ][00000.00] plan 'www.example.org.' type 'A' uid [12345.00]`: groups before the text. */
function readResolver(text: string): Fields | undefined {
  const groups = /^(?:\[[^\]]{1,40}\]){1,6} ?/.exec(text);
  const said = (groups === null ? text : text.slice(groups[0].length)).trimStart();
  const fields = RESOLVER.match(said) ?? byLevel(LEVEL.exec(said)?.[1] ?? 'info');
  const name = fields['knot.name'] as string | undefined;
  delete fields['knot.name'];
  if (name !== undefined) putQuestion(fields, name);
  return fields;
}
