// node http-sender.mjs --url URL --as http|ndjson --count N --mix bench: sends loggen's lines to HTTP ingest over four connections, each
// with one request at a time; the next one goes when the last one was answered, and so stored. Prints what loggen prints.
//
//   http     POST /ingest/raw, the lines as they are
//   ndjson   POST /ingest, an object a line as a shipper sends it: time, host, program, message. The program takes such
//            records as they are (dataset json): no product's parser reads the message

import { Agent, request } from 'node:http';
import { parseArgs } from 'node:util';

const load = (file) => import(new URL(`../../dist/src/loggen/${file}`, import.meta.url).href);
const CONNECTIONS = 4;
const LINES_A_REQUEST = 2_000;
/** `<38>Nov 21 03:42:55 host program[pid]: message` */
const HEADER = /^<\d+>(\w{3} [ \d]\d [\d:]{8}) (\S+) ([^\s[:]+)(?:\[(\d+)\])?: /;

const { values } = parseArgs({ options: { url: { type: 'string' }, as: { type: 'string' }, count: { type: 'string' }, mix: { type: 'string' } } }); // prettier-ignore
const count = Number(values.count);
const [{ LinePool }, { Stamps }, mixes] = await Promise.all(
  ['pool.js', 'stamps.js', `mixes/${values.mix}.js`].map(load),
);
const pool = new LinePool({ mix: mixes[values.mix], format: '3164', framing: 'lf', seed: 1, number: false });
const stamps = new Stamps();
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
const state = { sent: 0, bytes: 0, resent: 0 };

const started = performance.now();
await Promise.all(Array.from({ length: CONNECTIONS }, sender));
const seconds = (performance.now() - started) / 1_000;
agent.destroy();
const { sent, bytes, resent } = state;
console.log(JSON.stringify({ sent, seconds, rate: Math.round(sent / seconds), bytes, ...(resent > 0 && { resent }) }));

async function sender() {
  while (state.sent < count) {
    const lines = Math.min(LINES_A_REQUEST, count - state.sent);
    state.sent += lines;
    const body = values.as === 'ndjson' ? ndjson(linesOf(lines)) : linesOf(lines);
    state.bytes += body.length;
    for (let answer = await post(body); answer.status >= 300; answer = await post(body)) {
      if (answer.status !== 429 && answer.status !== 503)
        throw new Error(`${answer.status} ${answer.text.slice(0, 200)}`);
      state.resent += lines;
      await new Promise((resolve) => setTimeout(resolve, 1_000 * Number(answer.retryAfter ?? 1)));
    }
  }
}

function linesOf(lines) {
  const buffer = Buffer.allocUnsafe(lines * pool.maxLineBytes);
  stamps.update(Date.now());
  let at = 0;
  for (let i = 0; i < lines; i += 1) at = pool.write(buffer, at, stamps);
  return buffer.subarray(0, at);
}

function ndjson(lines) {
  const now = new Date().toISOString();
  const objectOf = (line) => {
    const found = HEADER.exec(line);
    if (found === null) return { '@timestamp': now, message: line };
    const [header, , host, name, pid] = found;
    const message = line.slice(header.length);
    return { '@timestamp': now, host: { name: host }, process: { name, ...(pid && { pid: Number(pid) }) }, message };
  };
  const text = lines.toString('utf8').split('\n').filter((line) => line !== ''); // prettier-ignore
  return Buffer.from(text.map((line) => `${JSON.stringify(objectOf(line))}\n`).join(''));
}

function post(body) {
  const path = values.as === 'ndjson' ? '/ingest' : '/ingest/raw';
  const type = values.as === 'ndjson' ? 'application/x-ndjson' : 'text/plain';
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': type, 'content-length': body.length };
    const call = request(values.url + path, { method: 'POST', agent, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      answer.on('end', () => resolve({ status: answer.statusCode, text, retryAfter: answer.headers['retry-after'] }));
    });
    call.once('error', reject);
    call.end(body);
  });
}
