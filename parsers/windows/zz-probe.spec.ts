import { readFileSync, readdirSync } from 'node:fs';
import { it } from 'vitest';
import { decodeFrame } from '#src/collector/decode/decode.js';
import windows from './index.js';

it('otrf', () => {
  let lines = 0,
    claimed = 0,
    complete = 0,
    ms = 0,
    dataMissing = 0;
  const meta = new Set(
    'EventReceivedTime EventTypeOrignal SeverityValue Severity ProviderGuid Version Task OpcodeValue Opcode Level ActivityID RelatedActivityID ExecutionProcessID ThreadID SourceModuleName SourceModuleType ERROR_EVT_UNRESOLVED @version tags port host Category EventID Channel SourceName Hostname RecordNumber TimeCreated EventTime @timestamp Keywords Message AccountName AccountType Domain UserID'.split(
      ' ',
    ),
  );
  const missing = new Map<string, number>();
  const rendered = new Map<string, number>();
  for (const file of readdirSync('/tmp/win').filter((f) => f.endsWith('.json'))) {
    for (const raw of readFileSync('/tmp/win/' + file, 'utf8').split('\n')) {
      if (raw === '') continue;
      lines += 1;
      const line = decodeFrame(Buffer.from(raw));
      const f = windows.parse(line);
      if (f === undefined) {
        console.log('unclaimed', raw.slice(0, 200));
        continue;
      }
      claimed += 1;
      const j = JSON.parse(raw);
      if (
        f['event.code'] === String(j.EventID) &&
        f['winlog.channel'] === j.Channel &&
        f['host.name'] === j.Hostname &&
        f['@timestamp'] !== undefined
      )
        complete += 1;
      for (const k of Object.keys(j)) {
        if (
          meta.has(k) ||
          j[k] === null ||
          j[k] === '' ||
          (k === 'EventType' && /^(INFO|WARNING|ERROR|AUDIT_.*)$/.test(j[k]))
        )
          continue;
        if (f[`winlog.event_data.${k}`] !== String(j[k])) {
          dataMissing += 1;
          missing.set(k, (missing.get(k) ?? 0) + 1);
        }
      }
      // rendered text must give the same as the data
      if (typeof j.Message === 'string' && j.Message.length > 100) {
        for (const [mode, text] of [
          ['nl', j.Message],
          ['esc', j.Message.replaceAll('\r', '#015').replaceAll('\n', '#012').replaceAll('\t', '#011')],
          ['flat', j.Message.replace(/\s+/g, ' ')],
        ] as const) {
          const g = windows.parse(
            decodeFrame(Buffer.from(`<14>Nov 20 10:00:01 DC1 ${j.SourceName}[4]: ${j.EventID}: AUDIT_SUCCESS ${text}`)),
          );
          if (g === undefined) {
            rendered.set(
              `${mode} ${j.EventID} unclaimed ${j.SourceName}`,
              (rendered.get(`${mode} ${j.EventID} unclaimed ${j.SourceName}`) ?? 0) + 1,
            );
            continue;
          }
          for (const k of Object.keys(g)) {
            if (!k.startsWith('winlog.event_data.')) continue;
            const a = String(g[k as 'winlog.x'])
                .replace(/\s+/g, ' ')
                .trim()
                .toLowerCase(),
              b = String(f[k as 'winlog.x'] ?? '')
                .replace(/\s+/g, ' ')
                .trim()
                .toLowerCase();
            const key =
              a === b
                ? `${mode} ${j.EventID} ok`
                : `${mode} ${j.EventID} DIFF ${k.slice(18)} ${b.startsWith('%%') ? '%%' : a.slice(0, 60) + ' <> ' + b.slice(0, 60)}`;
            rendered.set(key, (rendered.get(key) ?? 0) + 1);
          }
        }
      }
    }
  }
  console.log({ lines, claimed, complete, dataMissing, missing: [...missing], ms });
  console.log(
    [...rendered]
      .filter(([k]) => !k.includes(' ok') && !k.includes('%%'))
      .slice(0, 60)
      .map(([k, v]) => `${v} ${k}`)
      .join('\n'),
  );
  console.log(
    [...rendered]
      .filter(([k]) => k.includes(' ok'))
      .map(([k, v]) => `${k} ${v}`)
      .join('; '),
  );
});

it('speed', () => {
  const raws: Buffer[] = [];
  for (const file of readdirSync('/tmp/win').filter((f) => f.endsWith('.json')))
    for (const raw of readFileSync('/tmp/win/' + file, 'utf8').split('\n'))
      if (raw.length > 1200 && raw.length < 1900) raws.push(Buffer.from(raw));
  const pick = raws.slice(0, 3000);
  const xml = readFileSync('/work/shared/data/crowdsec/windows-bf/windows-bf.log', 'utf8')
    .split('\n')
    .map((l) => Buffer.from(l));
  for (const [name, list] of [
    ['json', pick],
    ['xml', xml],
  ] as const) {
    for (let round = 0; round < 4; round += 1) {
      const times = name === 'xml' ? 3000 : 5;
      let n = 0,
        spent = 0;
      for (let t = 0; t < times; t += 1) {
        const lines = list.map((b) => decodeFrame(b));
        const from = process.hrtime.bigint();
        for (const line of lines) {
          windows.parse(line);
          n += 1;
        }
        spent += Number(process.hrtime.bigint() - from);
      }
      console.log(
        name,
        round,
        Math.round(n / (spent / 1e9)),
        '/s',
        list.length,
        Math.round(list.reduce((a, b) => a + b.length, 0) / list.length),
      );
    }
  }
}, 60000);
