import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { decodeFrame } from '#src/collector/decode/decode.js';
import { Dispatcher, type Tried } from '#src/collector/parse/dispatcher.js';
import { discoverParsers } from '#src/plugin/discovery.js';
import { fileURLToPath } from 'node:url';
const HERE = fileURLToPath(new URL('.', import.meta.url));
const ids = readdirSync(HERE).filter((name) => existsSync(`${HERE}${name}/index.ts`));
const carriers: Record<string, (t: string) => string> = {
  sshUser: (t) => `<38>Nov 20 10:00:01 web1 sshd[812]: Invalid user ${t} from 192.0.2.10 port 40000`,
  sshFail: (t) => `<38>Nov 20 10:00:01 web1 sshd[812]: Failed password for invalid user ${t} from 192.0.2.10 port 40000 ssh2`,
  sshOdd: (t) => `<38>Nov 20 10:00:01 web1 sshd[812]: error: odd thing said by peer: ${t}`,
  nginxUa: (t) => `<190>Nov 20 10:00:01 web1 nginx: 192.0.2.10 - - [20/Nov/2026:10:00:01 +0000] "GET / HTTP/1.1" 404 153 "-" "${t.replaceAll('"', '\\x22')}"`,
  apacheUa: (t) => `192.0.2.10 - - [20/Nov/2026:10:00:01 +0000] "GET / HTTP/1.1" 404 153 "-" "${t.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`,
  apacheUrl: (t) => `192.0.2.10 - - [20/Nov/2026:10:00:01 +0000] "GET /?${t.replaceAll('\\', '\\\\').replaceAll('"', '\\"')} HTTP/1.1" 404 153 "-" "-"`,
  dns: (t) => `<30>Nov 20 10:00:01 pi dnsmasq[414]: query[A] ${t} from 192.168.1.5`,
  said: (t) => `<13>Nov 20 10:00:01 web1 myapp[77]: user said ${t} to me`,
  app: (t) => `<13>Nov 20 10:00:01 web1 myapp[77]: ${t}`,
  bare: (t) => `hello there ${t}`,
  jsonMsg: (t) => JSON.stringify({ src_ip: '192.0.2.10', level: 'info', message: t }),
  jsonStr: (t) => JSON.stringify({ src_ip: '192.0.2.10', level: 'info', user_agent: `x ${t}` }),
  kvStr: (t) => `<13>Nov 20 10:00:01 web1 myapp[77]: level=info ua="${t.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}" src=192.0.2.10`,
  pg: (t) => `<13>Nov 20 10:00:01 web1 postfix/smtpd[77]: warning: odd text: ${t}`,
  sysd: (t) => `<30>Nov 20 10:00:01 web1 systemd[1]: Started ${t}.`,
  cron: (t) => `<78>Nov 20 10:00:01 web1 CRON[44]: (root) CMD (${t})`,
  sudo: (t) => `<86>Nov 20 10:00:01 web1 sudo[44]:    alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=${t}`,
  container: (t) => JSON.stringify({ log: `user said ${t}\n`, stream: 'stdout', time: '2026-11-20T10:00:00Z', container_name: 'shop' }),
  journal: (t) => JSON.stringify({ MESSAGE: `user said ${t}`, SYSLOG_IDENTIFIER: 'shop', _HOSTNAME: 'web1', PRIORITY: '6', __REALTIME_TIMESTAMP: '1795173600000000' }),
  journalWhole: (t) => JSON.stringify({ MESSAGE: t, SYSLOG_IDENTIFIER: 'shop', _HOSTNAME: 'web1', PRIORITY: '6', __REALTIME_TIMESTAMP: '1795173600000000' }),
  gelf: (t) => JSON.stringify({ version: '1.1', host: 'web1', short_message: `user said ${t}`, level: 6, _app: 'shop' }),
};
it('reports', async () => {
  const { plugins } = await discoverParsers();
  const d = new Dispatcher(plugins, { errorLimit: Infinity });
  const out: Record<string, Record<string, { n: number; apps: number; ex: string[] }>> = {};
  const native: Record<string, { n: number; ex: string[] }> = {};
  for (const id of ids) {
    const lines = readdirSync(`${HERE}${id}/samples/`).filter((f) => f.endsWith('.log')).flatMap((f) => readFileSync(`${HERE}${id}/samples/${f}`, 'utf8').split('\n')).filter((l) => l !== '' && !l.startsWith('# '));
    for (const raw of lines) {
      const own = decodeFrame(Buffer.from(raw));
      const trace: Tried[] = [];
      const claim = d.parse(own, undefined, trace);
      const because = trace.at(-1)?.because;
      const byApp = trace.filter((t) => t.because === 'app').map((t) => t.parser);
      if (claim && because === 'text' ) { const k = `${byApp.join('+') || (own.app ? 'unknown app' : 'no app')} -> ${claim.parser.id}`; const e = (native[k] ??= { n: 0, ex: [] }); e.n++; if (e.ex.length < 4) e.ex.push(`${own.app} | ${own.message.slice(0, 140)}`); }
      for (const [c, make] of Object.entries(carriers)) {
        for (const t of [own.message, raw]) {
          const line = decodeFrame(Buffer.from(make(t)));
          const tr: Tried[] = [];
          const cl = d.parse(line, undefined, tr);
          const key = `${cl?.parser.id}/${tr.at(-1)?.because}`;
          const e = ((out[c] ??= {})[key] ??= { n: 0, apps: 0, ex: [] });
          e.n++;
          if (e.ex.length < 3) e.ex.push(make(t).slice(0, 300));
        }
      }
    }
  }
  writeFileSync('/tmp/w12/out.json', JSON.stringify({ native, out }, null, 1));
}, 600000);
