// `npm run parsers:measure [-- --detail | --markdown] [FAMILY...]`: what `lanwarden parse` makes of the real logs in ../shared/data, as precision
// (of the values that we give for an asserted field, the share that is right) and recall (of the asserted values, the share that we
// give rightly) by family. One JSON line a row; `--markdown` prints the table of parsers/README.md.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { crowdsec } from './measure/crowdsec.mjs';
import { evtx } from './measure/evtx.mjs';
import { otrf } from './measure/otrf.mjs';
import { pihole } from './measure/pihole.mjs';
import { Tally } from './measure/tally.mjs';

const DATA = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const FAMILIES = { crowdsec: [crowdsec, 'crowdsec'], otrf: [otrf, 'windows-otrf'], pihole: [pihole, 'pihole/fixtures'], evtx: [evtx, 'evtx'] }; // prettier-ignore

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { detail: { type: 'boolean' }, markdown: { type: 'boolean' } },
});
const tally = new Tally();
for (const name of positionals.length > 0 ? positionals : Object.keys(FAMILIES)) {
  const [measure, folder] = FAMILIES[name] ?? [];
  if (measure === undefined) throw new Error(`there is no "${name}"; choose from ${Object.keys(FAMILIES).join(', ')}`);
  if (existsSync(join(DATA, folder))) await measure(join(DATA, folder), tally);
  else console.error(`${name}: left out, there is no ${join(DATA, folder)}`);
}
const rows = [...tally.rows(values.detail === true)];
if (values.markdown === true) printTable(rows);
else for (const row of rows) console.log(JSON.stringify(row));

function printTable(rows) {
  console.log('| lines of | values | precision | recall |\n| --- | ---: | ---: | ---: |');
  for (const { family, values, precision, recall } of rows) {
    console.log(`| ${family} | ${values} | ${precision ?? '-'} | ${recall} |`);
  }
}
