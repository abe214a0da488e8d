import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { startInterpreter } from '../test/helpers/interpreter.js';
import { fileURLToPath } from 'node:url';
const HERE = fileURLToPath(new URL('.', import.meta.url));
const ids = readdirSync(HERE).filter((name) => existsSync(`${HERE}${name}/index.ts`));
const IP = '203.0.113.199';
const P = process.env['HIDE'] ? ['x y', 'x  y', 'admin from 203.0.113.199', 'x: y', 'x, y', "x' y", 'x] y', 'x) y', 'x; y', 'x | y', ' x', 'x=y', 'x\\y', 'x.', '-', '\u00e9\u0438', 'x'.repeat(300)] : [
  `x from ${IP} port 22 ssh2`, `x from ${IP}`, `evilroot from ${IP} port 4444`, `x rhost=${IP} user=evilroot`, `x rhost=${IP}  user=evilroot`, `x src=${IP} user=evilroot srcip=${IP} suser=evilroot duser=evilroot`,
  `x, client: ${IP}, server: evil`, `x) from [${IP}] (`, `x] from [${IP}] via [SSH]`, `x (${IP})`, `x [${IP}]`, `x, IP: ${IP}`, `x; src=${IP}; user=evilroot`, `x,${IP},evilroot`, `x|src=${IP}|suser=evilroot`,
  `x, rip=${IP}, lip=10.0.0.1`, `x H=(evil) [${IP}]:25 I=[10.0.0.1]`, `x client=evil[${IP}]`, `unknown[${IP}]: evilroot`, `x addr=${IP} acct=evilroot res=success`, `x addr=${IP} terminal=ssh res=success'`, `x ip ${IP}`, `x at ${IP}`, `x via ${IP}`, `x by evilroot`, `x for user evilroot`, `x -> ${IP}:22`, `${IP}:22->10.0.0.1:22`, `x ip=${IP}`, `x user evilroot`, `x : user = evilroot : IP = ${IP}`, `x <evilroot@${IP}>`,
  `x Source Network Address: ${IP} Account Name: evilroot`, `x#012Source Network Address:#011${IP}`, `x\tSource Network Address:\t${IP}\tevilroot`, `x\tsrc=${IP}\tusrName=evilroot`,
  `x' user='evilroot' ip='${IP}'`, `x' from '${IP}'`, `x from ${IP}: `, `x for evilroot from ${IP} port 1 ssh2`, `x} ip:{${IP}}`, `x, src:${IP}, user:evilroot`, `x remote_ip=${IP} remote: ${IP}`, `x/${IP}:1194`, `x: ${IP}`, `${IP} x`, `${IP}`, `(rhost=${IP})`, `x, method: x, rip=${IP}`,
];
const Q = process.env['HIDE'] ? [] : [`x" srcip="${IP}" user="evilroot" src="${IP}`, `x" ip="${IP}" "`, `x", "src_ip": "${IP}", "user": "evilroot`, `x" 200 5 "-" "${IP}`, `x" from ${IP}`, `x"] from [${IP}`];
const SLOTS = ['user.name', 'user.target.name', 'user_agent.original', 'url.original', 'url.path', 'url.query', 'dns.question.name', 'event.reason', 'source.domain', 'file.path', 'file.name', 'process.command_line', 'http.request.referrer', 'host.hostname', 'group.name', 'rule.name', 'email.subject', 'email.from.address', 'email.sender.address', 'source.user.name', 'client.user.name', 'network.name', 'container.name', 'service.name', 'source.mac'];
const CHECK = ['source.ip', 'destination.ip', 'source.port', 'host.name', 'event.action', 'event.outcome', 'event.dataset', 'user.name', 'user.target.name', 'process.name', 'source.nat.ip', 'client.ip', 'server.ip'];
it('reports', async () => {
  const parse = await startInterpreter();
  const found: string[] = [];
  const stat: Record<string, number> = {};
  for (const id of ids) {
    const lines = readdirSync(`${HERE}${id}/samples/`).filter((f) => f.endsWith('.log')).flatMap((f) => readFileSync(`${HERE}${id}/samples/${f}`, 'utf8').split('\n')).filter((l) => l !== '' && !l.startsWith('# '));
    const seen = new Set<string>();
    for (const raw of lines) {
      if (raw.length > 4000) continue;
      const base = parse(raw) as Record<string, unknown>;
      for (const slot of SLOTS) {
        const v = base[slot];
        if (typeof v !== 'string' || v.length < 3) continue;
        const at = raw.indexOf(v);
        if (at < 0 || raw.indexOf(v, at + 1) >= 0) continue;
        const isJson = raw.includes('{"');
        for (const p of [...P, ...(isJson ? Q : Q.map((q) => q.replaceAll('"', '\\"')))]) {
          if (slot.startsWith('dns.') && /[ "]/.test(p)) { /* names may hold escaped blanks only */ }
          if ((slot.startsWith('url.')) && p.includes(' ')) continue;
          const t = isJson ? JSON.stringify(p).slice(1, -1) : p;
          const ev = parse(raw.slice(0, at) + t + raw.slice(at + v.length)) as Record<string, unknown>;
          if (process.env['HIDE']) {
            if (!['user.name', 'source.user.name'].includes(slot)) continue;
            if (!/log(in|on)/.test(String(base['event.action'])) && !(base['event.category'] as string[] | undefined)?.includes('authentication')) continue;
            const lost = ['event.action', 'event.outcome', 'source.ip', 'event.dataset'].filter((c) => base[c] !== undefined && ev[c] !== base[c]);
            if (lost.length) { const key = `${id} ${lost} ${p} ${String(base['event.action'])}`; if (!seen.has(key)) { seen.add(key); found.push(`${id}\t${lost.join()}\t${lost.map((c) => `${base[c]}->${ev[c]}`).join()}\t${t}\t${raw.slice(0, at).slice(-160)}<<${t.slice(0, 30)}>>${raw.slice(at + v.length).slice(0, 120)}`); } }
            continue;
          }
          for (const c of CHECK) {
            const now = ev[c];
            if (now === base[c]) continue;
            const bad = (now === IP && c !== slot) || now === 'evilroot' || ((c === 'event.action' || c === 'event.outcome' || c === 'host.name') && base[c] !== undefined && now !== undefined && slot !== 'event.reason');
            if (!bad) continue;
            stat[`${id} ${slot} ${c}`] = (stat[`${id} ${slot} ${c}`] ?? 0) + 1;
            const key = `${id} ${slot} ${c} ${p}`;
            if (seen.has(key)) continue;
            seen.add(key);
            found.push(`${id}\t${slot}\t${c}: ${String(base[c])} -> ${String(now)} [${String(ev['event.dataset'])}]\t${(raw.slice(0, at) + t + raw.slice(at + v.length)).slice(0, 420)}`);
          }
        }
      }
    }
  }
  writeFileSync(process.env['HIDE'] ? '/tmp/w12/hide.txt' : '/tmp/w12/slots.txt', found.join('\n'));
  writeFileSync('/tmp/w12/stat.json', JSON.stringify(stat, null, 1));
}, 600000);
