// How long the pages take at a given number of stored events: while nothing else happens, and while messages come in at a rate.
// Median and worst of a few loads of each, after one that warms up; the time is until the last byte, over loopback.

import { whileFlooded } from './flooded.mjs';
import { makePast } from './past.mjs';
import { lanwarden, loggen, report, startProgram, until } from '../helpers/program.mjs';

const RUNS = 7;
export const PASSWORD = 'correct horse battery';
const FLOOD_RATE = 20_000;

export async function pages({ count = 1_000_000, rate = FLOOD_RATE } = {}) {
  const program = await startProgram();
  try {
    lanwarden(['user', 'add', 'bench', '--role', 'admin', '--password-file', '-'], program.env, PASSWORD);
    await loggen(['--port', program.ports.syslog, '--transport', 'tcp', '--count', count, '--mix', 'bench']);
    await until(() => program.total('stored') >= count, 600_000);
    const past = await makePast(program);
    const visit = await signIn(program.url);
    const paths = [...(await pathsOf(program)), ...pathsOfPast(past)];
    await measure(visit, paths, { events: count });
    await whileFlooded(program, rate, () => measure(visit, paths, { events: count, flood: Number(rate) }));
  } finally {
    await program.dispose();
  }
}

async function measure(visit, paths, more) {
  let slowest = ['', 0];
  let worst = ['', 0];
  for (const path of paths) {
    const times = [];
    for (let run = 0; run <= RUNS; run += 1) {
      const started = performance.now();
      await visit(path);
      times.push(performance.now() - started);
    }
    const [cold, ...warm] = times;
    warm.sort((a, b) => a - b);
    const median = warm[RUNS >> 1];
    if (median > slowest[1]) slowest = [path, median];
    if (times.some((time) => time > worst[1])) worst = [path, Math.max(...times)];
    report(`page ${path}`, median, 'ms', { ...more, cold: round(cold), worst: round(warm.at(-1)) });
  }
  report('slowest page', slowest[1], 'ms', { ...more, path: slowest[0] });
  report('slowest load, cold ones too', worst[1], 'ms', { ...more, path: worst[0] });
}

/** The navigation's pages, and one of each kind behind them. */
async function pathsOf(program) {
  const { events } = await program.get('/api/v1/events?q=exists%3Auser&limit=1');
  const [event] = events;
  const source = encodeURIComponent(event['lanwarden.source']);
  return [
    '/dashboard?range=24h',
    '/dashboard?range=7d',
    '/events',
    '/events?q=failed+password',
    '/events/saved',
    '/live',
    `/events/${encodeURIComponent(event['event.id'])}`,
    '/entities',
    '/entities/graph',
    `/entities/user/${encodeURIComponent(event['user.name'])}`,
    `/entities/host/${encodeURIComponent(event['host.name'])}`,
    '/sources',
    `/sources/of?name=${source}`,
    '/sources/new',
    '/sources/try',
    '/inbox',
    '/system',
    '/system/ledger',
    '/system/plugins',
    '/system/store',
    '/system/configuration',
    '/system/connect',
    '/system/about',
    '/users',
    '/users/tokens',
    '/profile',
    '/audit',
  ];
}

/** Rules, alerts and who was told, with a past (past.mjs). */
function pathsOfPast({ rule, alert, channel, delivery }) {
  return [
    '/alerts',
    '/alerts?show=all',
    '/alerts?q=user7',
    '/alerts/incidents',
    `/alerts/${alert}`,
    `/alerts/${alert}/facts`,
    `/alerts/${alert}/events`,
    '/alerts/of/user?name=user7',
    '/rules',
    '/rules/new',
    `/rules/${rule}`,
    `/rules/${rule}/edit`,
    '/rules/exceptions',
    '/channels',
    `/channels/${channel}`,
    '/channels/new/webhook',
    '/channels/deliveries',
    '/channels/deliveries?state=dead',
    `/channels/deliveries?channel=${channel}&q=logons`,
    `/channels/deliveries/${delivery}`,
  ];
}

export async function signIn(url) {
  const cookies = new Map();
  const ask = async (path, init = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url + path, { ...init, headers: { cookie, ...init.headers }, redirect: 'manual' });
    for (const header of answer.headers.getSetCookie()) {
      const [name, value] = header.split(';', 1)[0].split('=');
      cookies.set(name, value);
    }
    return { status: answer.status, text: await answer.text() };
  };
  const csrf = /name="_csrf" value="([^"]+)"/.exec((await ask('/login')).text)[1];
  await ask('/login', {
    method: 'POST',
    body: new URLSearchParams({ _csrf: csrf, name: 'bench', password: PASSWORD }),
  });
  return async (path) => {
    const { status } = await ask(path);
    if (status !== 200) throw new Error(`${path} answers ${status}`);
  };
}

function round(ms) {
  return Number(ms.toFixed(1));
}
