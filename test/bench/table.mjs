// node test/bench/table.mjs RUN.ndjson ...: the tables of README.md out of what `npm run bench` printed. What a run did not measure is "-".

import { readFileSync } from 'node:fs';

const figures = process.argv
  .slice(2)
  .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
  .filter((line) => line.startsWith('{"figure"'))
  .map((line) => JSON.parse(line));

const machine = figures.find(({ figure }) => figure === 'machine');
if (machine) console.log(`${machine.at.slice(0, 16)}Z, commit ${machine.commit ?? '-'}: ${machine.value} cores (${machine.cpu}), ${machine.memoryGB} GB, Linux ${machine.kernel}, Node ${machine.node}, files on ${machine.files}, net.core.rmem_max ${machine.receiveBufferMax}, load at the start ${machine.load?.[0]}\n`); // prettier-ignore

ingest();
udp();
growth();
soak();
peers();
query();

function ingest() {
  const runs = grouped(figures.filter(({ transport, rate, sentRate }) => transport && !rate && !sentRate), ({ transport, window, mix, stages, count, engine }) => `${transport}${window ? `, window ${window}` : ''}, ${mix}, ${stages}, ${count}${engine ? `, ${engine}` : ''}`); // prettier-ignore
  const columns = ['stored', 'last tenth to first tenth', 'CPU', 'PSS, peak', 'PSS, idle before', 'PSS, idle after', 'disk', 'not stored']; // prettier-ignore
  table('Ingest', ['run', 'stored/s', 'last : first tenth', 'CPU s/M', 'peak PSS MB', 'idle before', '60 s after', 'bytes a message', 'not stored'], [...runs].filter(([, list]) => list.some(({ figure }) => figure === 'CPU')).map(([name, list]) => [name, ...columns.map((figure) => valueOf(list, figure))])); // prettier-ignore
}

function udp() {
  const runs = grouped(figures.filter(({ sentRate }) => sentRate), ({ stages, offered, count }) => `${stages}, ${offered}/s for ${count / offered} s`); // prettier-ignore
  const columns = ['receive buffer granted', 'lost', 'not in the ledger', 'CPU', 'PSS, peak'];
  table('UDP', ['run', 'sent/s', 'buffer', 'lost %', 'not in the ledger %', 'CPU s/M', 'peak PSS MB'], [...runs].map(([name, list]) => [name, list[0].sentRate, ...columns.map((figure) => valueOf(list, figure))])); // prettier-ignore
}

function growth() {
  const steps = figures.filter(({ figure }) => figure.startsWith('stored, up to'));
  table('Growth', ['stored so far', 'stored/s', 'CPU s/M', 'PSS MB'], steps.map(({ figure, value, cpuPerMillion, pssMB }) => [figure.slice('stored, up to '.length), value, cpuPerMillion, pssMB])); // prettier-ignore
}

function soak() {
  const tenths = figures.filter(({ figure }) => /^PSS, (tenth|last tenth to second)/.test(figure));
  table('Soak', ['memory', 'value'], tenths.map(({ figure, value, unit }) => [figure, `${value} ${unit}`])); // prettier-ignore
}

function peers() {
  const rows = figures.filter(({ figure }) => figure === 'peer' || figure.startsWith('ratio') || figure === 'absent');
  table('Peers', ['round', 'who', 'stored/s', 'CPU s/M', 'peak PSS MB', 'bytes a message', 'not stored'], rows.filter(({ figure }) => figure === 'peer').map((row) => [row.round, row.name, row.value, row.cpuPerMillion, row.peakPssMB, row.diskBytesEach, row.notStored])); // prettier-ignore
  for (const { figure, value, unit, of, to } of rows.filter((row) => row.figure !== 'peer'))
    console.log(of ? `- ${figure}: ${of} to ${to}: ${value}` : `- ${figure}: ${value} (${unit})`);
}

function query() {
  const asked = figures.filter(({ cold }) => cold !== undefined);
  const runs = grouped(asked, ({ figure }) => figure);
  const stateOf = ({ events, flood, engine }) =>
    `${events / 1e6} M${flood ? `, ${flood}/s` : ''}${engine ? `, ${engine}` : ''}`;
  const states = [...new Set(asked.map(stateOf))];
  const cell = (list, state) => {
    const found = list.find((row) => stateOf(row) === state);
    return found === undefined ? '-' : `${found.cold} / ${found.value}`;
  };
  table('Query, ms: cold / warm', ['', ...states], [...runs].map(([name, list]) => [name, ...states.map((state) => cell(list, state))])); // prettier-ignore
}

function table(title, head, rows) {
  if (rows.length === 0) return;
  console.log([`\n### ${title}\n`, `| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n')); // prettier-ignore
}

function grouped(list, nameOf) {
  const groups = new Map();
  for (const each of list) groups.set(nameOf(each), [...(groups.get(nameOf(each)) ?? []), each]);
  return groups;
}

function valueOf(list, figure) {
  return list.find((each) => each.figure === figure)?.value ?? '-';
}
