import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { decodeFrame } from '#src/collector/decode/decode.js';
import { Dispatcher } from '#src/collector/parse/dispatcher.js';
import { discoverParsers } from '#src/plugin/discovery.js';
import { problemOf } from '../test/helpers/field-rules.js';
import { fileURLToPath } from 'node:url';
const HERE = fileURLToPath(new URL('.', import.meta.url));
const ids = readdirSync(HERE).filter((name) => existsSync(`${HERE}${name}/index.ts`));
const UNITS = [' ', '=', 'a=b ', 'a="', '="', '"', '\\', '\\"', '[', '[[', ']', '] [', '(', ')', '{', '{"a":', '[{', '<', '<Data', '<Data Name="a">', '<Event>', '>', ',', ';', '|', ':', ': ', '\t', '#011', '#012', '#015#012', "'", '%', '-', '.', '/', '0', 'A', 'aA0+/', '0f', ' from ', ' for ', ' user ', ' port ', ' - ', ' msg=', ' -> ', '->', ' -3-', '&lt;', '&#x41;', '%41', '192.0.2.1', ' 192.0.2.1', '192.0.2.1:22 ', '2001:db8::', '::', 'x@', '<a>', '<a> ', 'Account Name:', ' Security ID: ', 'rule ', '\u{1f600}', 'é', ' src=', ' SRC=', 'IN= OUT=', 'time=', '10:', '2026-', '$', '^', '*', '?', '!', '_'];
it('reports', async () => {
  const { plugins } = await discoverParsers();
  const d = new Dispatcher(plugins, { errorLimit: Infinity });
  const random = (() => { let s = Number(process.env['SEED'] ?? 7); return (n: number) => { s = (s * 1103515245 + 12345) & 0x7fffffff; return s % n; }; })();
  const out: string[] = [];
  const time = (b: Buffer) => { const f = performance.now(); const c = d.parse(decodeFrame(b)); return [performance.now() - f, c] as const; };
  let n = 0;
  const deadline = Date.now() + 240_000;
  let worst = 0;
  for (const id of ids) {
    const lines = readdirSync(`${HERE}${id}/samples/`).filter((f) => f.endsWith('.log')).flatMap((f) => readFileSync(`${HERE}${id}/samples/${f}`, 'utf8').split('\n')).filter((l) => l !== '' && !l.startsWith('# '));
    const slow = new Map<string, string>();
    for (const u of UNITS) {
      if (Date.now() > deadline) break;
      for (let k = 0; k < 14; k += 1) {
        const raw = lines[random(lines.length)]!;
        const at = k === 0 ? raw.length : random(raw.length);
        const b = Buffer.from((raw.slice(0, at) + u.repeat(65000 / u.length) + (k % 2 ? raw.slice(at) : '')).slice(0, 65536));
        n++;
        const [ms, c] = time(b);
        if (ms > 3) {
          const best = Math.min(ms, time(b)[0], time(b)[0]);
          worst = Math.max(worst, best);
          if (best > 3) { const key = `${c?.parser.id}/${u}`; if (best > 5) writeFileSync(`/tmp/w12/slow-${id}-${n}.bin`, b); if (!slow.has(key)) slow.set(key, `${best.toFixed(1)} ms\t${id}\tclaim ${c?.parser.id}\tunit ${JSON.stringify(u)}\t${raw.slice(0, at).slice(0, 120)}|||${k % 2 ? raw.slice(at).slice(0, 60) : ''}`); }
        }
        for (const [name, value] of Object.entries(c?.fields ?? {})) { const p = problemOf(name, value, undefined); if (p) out.push(`${b.toString().slice(0,300)}\nTYPE ${c?.parser.id} ${name} ${p} ${String(value).slice(0, 80)}`); }
      }
    }
    out.push(...slow.values());
  }
  const threw = d.health().filter((h) => h.errors > 0).map((h) => `THREW ${h.id} ${h.lastError}`);
  writeFileSync('/tmp/w12/slow.txt', [...threw, ...out, `lines ${n} worst ${worst}`].join('\n'));
}, 600000);
