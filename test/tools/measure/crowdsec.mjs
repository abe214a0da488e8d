// CrowdSec's cases: what their assertions say of a line (address, account, ports, outcome) against what `lanwarden parse` says.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from './parse.mjs';

/** Their names (Evt.Meta, Evt.Parsed) for a field of ours; the first that a line has counts. */
const NAMES = {
  'source.ip': ['Meta.source_ip'],
  'user.name': ['Meta.user', 'Meta.username', 'Meta.target_user', 'Meta.source_user'],
  'source.port': ['Parsed.source_port', 'Parsed.src_port', 'Parsed.spt', 'Parsed.client_port', 'Parsed.sshd_client_port', 'Meta.source_port'], // prettier-ignore
  'destination.ip': ['Parsed.dst_ip', 'Parsed.dest_ip', 'Parsed.target_ip'],
  'destination.port': ['Parsed.dst_port', 'Parsed.dest_port', 'Parsed.target_port', 'Meta.dst_port'],
};
const SIDES = /^results\["s0[01]-\w+"\]\["([^"]+)"\]\[(\d+)\]\.(.*)$/;
/** What CrowdSec itself passes on without looking: no assertion about the line. */
const HEADERS = new Set(['crowdsecurity/syslog-logs', 'crowdsecurity/non-syslog']);

/** @param {string} folder ../shared/data/crowdsec @param {import('./tally.mjs').Tally} tally */
export async function crowdsec(folder, tally) {
  for (const name of readdirSync(folder)) {
    if (!existsSync(join(folder, name, 'parser.assert'))) continue;
    const log = readdirSync(join(folder, name)).find((file) => file.endsWith('.log'));
    if (log === undefined) continue;
    const lines = readFileSync(join(folder, name, log), 'utf8').split('\n').filter((line) => line !== ''); // prettier-ignore
    const said = readFileSync(join(folder, name, 'parser.assert'), 'utf8');
    const events = [];
    await parse(`${lines.join('\n')}\n`, (event) => events.push(event));
    for (const { at, values } of assertionsOf(said)) {
      const line = lineOf(lines, at, values.get('Parsed.message'));
      if (line < 0) continue;
      for (const [field, value] of fieldsOf(values)) {
        tally.compare(`crowdsec/${name}`, field, value, events[line][field], lines[line]);
      }
    }
  }
}

/** What each of their parsers says of each line: `{ at, values }`, values by `Meta.x` and `Parsed.x`. */
function assertionsOf(text) {
  const said = new Map();
  for (const line of text.split('\n')) {
    const [, parser, at, rest] = SIDES.exec(line) ?? [];
    if (parser === undefined || HEADERS.has(parser)) continue;
    const [, group, key, json] = /^Evt\.(Meta|Parsed)\["(\w+)"\] == (".*")$/.exec(rest) ?? [];
    if (key === undefined) continue;
    const one = said.get(`${parser} ${at}`) ?? { at: Number(at), values: new Map() };
    said.set(`${parser} ${at}`, one);
    one.values.set(`${group}.${key}`, unquoted(json));
  }
  return said.values();
}

/** Their numbers leave out lines that did not come so far: the message decides where it was asserted. */
function lineOf(lines, at, message) {
  if (message === undefined || lines[at]?.includes(message)) return at < lines.length ? at : -1;
  return lines.findIndex((line) => line.includes(message));
}

function fieldsOf(of) {
  const fields = [];
  for (const [field, names] of Object.entries(NAMES)) {
    const value = names.map((name) => of.get(name)).find((one) => one !== undefined && one !== '');
    // One machine has one spelling here: v4-mapped addresses are v4.
    if (value !== undefined) fields.push([field, value.replace('::ffff:', '')]);
  }
  const kind = `${of.get('Meta.log_type') ?? ''} ${of.get('Meta.auth_status') ?? ''}`;
  if (/fail/.test(kind)) fields.push(['event.outcome', 'failure']);
  else if (/success/.test(kind)) fields.push(['event.outcome', 'success']);
  return fields;
}

function unquoted(json) {
  try {
    return JSON.parse(json);
  } catch {
    return json.slice(1, -1); // Go's quoting knows escapes that JSON does not
  }
}
