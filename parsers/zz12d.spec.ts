import { readdirSync, readFileSync } from 'node:fs';
import { it } from 'vitest';
import { decodeFrame } from '#src/collector/decode/decode.js';
import { Dispatcher } from '#src/collector/parse/dispatcher.js';
import { discoverParsers } from '#src/plugin/discovery.js';
it('x', async () => {
  const { plugins } = await discoverParsers();
  const d = new Dispatcher(plugins, { errorLimit: Infinity });
  const min = (f: () => unknown) => { let m = 1e9; for (let i = 0; i < 12; i++) { const t = performance.now(); f(); m = Math.min(m, performance.now() - t); } return m; };
  const rows: string[] = [];
  for (const f of readdirSync('/tmp/w12').filter((x) => x.endsWith('.bin'))) {
    const b = readFileSync(`/tmp/w12/${f}`);
    const line = decodeFrame(b);
    const tr: any[] = []; d.parse(line, undefined, tr);
    const parts = tr.map((t) => `${t.parser}:${min(() => plugins.find((p) => p.id === t.parser)!.parse(line)).toFixed(2)}`);
    rows.push(`${f} all ${min(() => d.parse(decodeFrame(b))).toFixed(2)} decode ${min(() => decodeFrame(b)).toFixed(2)} ${parts.join(' ')}`);
  }
  for (const [n, mk] of [['postfix', (k: number) => '<22>Nov 20 10:00:06 mx1 postfix/pickup[901]: 4F3A1C0D: uid=1' + ':'.repeat(k)], ['cef', (k: number) => 'CEF:0|A|B|1.0|30|x|Low|dvchost=g' + '\\\\'.repeat(k)], ['sonicwall', (k: number) => '<134>id=firewall sn=C0EAE4000001 time="2026-11-20 10:00:01 UTC" fw=198.51.100.1 ' + 'a="'.repeat(k / 3)], ['sophos', (k: number) => '<30>device="SFW" date=2026-11-20 time=10:00:04 timezone="CET" device_name="XG230" device_id=X log_id=0 log_type="Firewall" ' + 'a=b '.repeat(k / 4)],
  ['deepobj', (k: number) => '{"a":'.repeat(k / 6) + '1' + '}'.repeat(k / 6)], ['deeparr', (k: number) => '{"a":' + '['.repeat(k / 2) + ']'.repeat(k / 2) + '}'], ['openarr', (k: number) => '{"a":' + '['.repeat(k) + '}'],
  ['dockerdeep', (k: number) => '{"stream":"stdout","log":' + '{"a":'.repeat(k / 6) + '1' + '}'.repeat(k / 6) + '}'], ['geldeep', (k: number) => '{"version":"1.1","host":"x","short_message":"y","_a":' + '{"a":'.repeat(k / 6) + '1' + '}'.repeat(k / 6) + '}'], ['jdeep', (k: number) => '{"MESSAGE":"x","_COMM":"y","b":' + '{"a":'.repeat(k / 6) + '1' + '}'.repeat(k / 6) + '}'], ['jmsg', (k: number) => '{"_COMM":"y","MESSAGE":[' + '1,'.repeat(k/2) + '1]}'], ['windeep', (k: number) => '{"EventID":4625,"Channel":"Security","winlog":' + '{"a":'.repeat(k / 6) + '1' + '}'.repeat(k / 6) + '}'], ['widejson', (k: number) => '{' + Array.from({ length: k / 8 }, (_, i) => `"${i}":1`).join() + '}'], ['wcwide', (k: number) => '{"EventID":4625,"Channel":"Security",' + Array.from({ length: k / 8 }, (_, i) => `"${i}":1`).join() + '}'], ['gelfwide', (k: number) => '{"version":"1.1","host":"x","short_message":"y",' + Array.from({ length: k / 9 }, (_, i) => `"_${i}":1`).join() + '}'], ['traefikdeep', (k: number) => '{"DownstreamStatus":200,"RequestPath":"/","x":' + '{"a":'.repeat(k / 6) + '1' + '}'.repeat(k / 6) + '}'], ['suri', (k: number) => '{"event_type":"alert","x":' + '{"a":'.repeat(k / 6) + '1' + '}'.repeat(k / 6) + '}'], ['caddydeep', (k: number) => '{"logger":"http.log.access","msg":"handled request","request":' + '{"a":'.repeat(k / 6) + '1' + '}'.repeat(k / 6) + '}'], ['sd', (k: number) => '<13>1 2026-11-20T10:00:00Z h a 1 m ' + '[a b="c"]'.repeat(k / 9) + ' x'], ['sdopen', (k: number) => '<13>1 2026-11-20T10:00:00Z h a 1 m [a ' + 'b="c" '.repeat(k / 6) + '] x'], ['xmlmany', (k: number) => '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><EventID>4625</EventID></System><EventData>' + '<Data Name="a">b</Data>'.repeat(k / 23) + '</EventData></Event>'], ['xmldeep', (k: number) => '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><EventID>4625</EventID></System><EventData>' + '<a>'.repeat(k / 7) + '</a>'.repeat(k / 7) + '</EventData></Event>'], ['nested', (k: number) => '<13>Nov 20 10:00:00 h ' + 'Nov 20 10:00:00 h '.repeat(k / 18)], ['b64hex', (k: number) => 'type=PROCTITLE msg=audit(1763632811.000:9006): proctitle=' + '41'.repeat(k / 2)], ['execve', (k: number) => 'type=EXECVE msg=audit(1763632811.000:9006): argc=99999 ' + Array.from({ length: k / 10 }, (_, i) => `a${i}=41`).join(' ')], ['enriched', (k: number) => 'type=USER_LOGIN msg=audit(1763632811.000:9006): pid=1 ' + 'UID="a" '.repeat(k / 8)]] as [string, (k: number) => string][]) {
    const t = (k: number) => { const b = Buffer.from(mk(k)); return min(() => d.parse(decodeFrame(b))).toFixed(2); };
    const tr: any[] = []; d.parse(decodeFrame(Buffer.from(mk(64000))), undefined, tr);
    rows.push(`all ${n} 16k ${t(16000)} 32k ${t(32000)} 64k ${t(64000)} ${JSON.stringify(tr.at(-1))}`);
  }
  rows.push('all ' + JSON.stringify(d.health().filter((h) => h.errors)));
  console.log(rows.join('\n'));
}, 100000);
