// An hour (`--seconds`) at a steady rate, with a person who looks at the portal meanwhile: whether memory stays flat, nothing is lost, and
// what it costs. Needs about `rate * seconds * 400` bytes of disk.

import { lanwarden, report } from '../helpers/program.mjs';
import { one } from './ingest.mjs';
import { PASSWORD, signIn } from './pages.mjs';

const RATE = 5_000;
const SECONDS = 3_600;
const LOOK_EVERY_MS = 10_000;
const PAGES = ['/dashboard?range=24h', '/events?q=failed+password', '/alerts', '/system', '/live'];
const PARTS = 10;

export async function soak({ rate = RATE, seconds = SECONDS, mix = 'bench', transport = 'tcp', idle = 60 } = {}) {
  const looked = { pages: 0, failed: 0, slowestMs: 0 };
  const run = await one({
    transport,
    mix,
    rate: Number(rate),
    count: Math.floor(Number(rate) * Number(seconds)),
    idleSeconds: Number(idle),
    during: (program) => look(program, looked),
  });
  const more = { transport, mix, rate: Number(rate), seconds: Number(seconds) };
  report('pages looked at', looked.pages, 'pages', {
    ...more,
    failed: looked.failed,
    slowestMs: Math.round(looked.slowestMs),
  });
  const parts = partsOf(run.seconds);
  for (const [at, part] of parts.entries())
    report(`PSS, tenth ${at + 1}`, part / 1e6, 'MB', { ...more, of: 'median of its seconds' });
  // The first tenth fills caches; what grows behind it, grows.
  report('PSS, last tenth to second', parts.at(-1) / parts[1], 'of the memory', more);
}

async function look(program, looked) {
  lanwarden(['user', 'add', 'bench', '--role', 'admin', '--password-file', '-'], program.env, PASSWORD);
  const visit = await signIn(program.url);
  const timer = setInterval(async () => {
    const started = performance.now();
    try {
      await visit(PAGES[looked.pages++ % PAGES.length]);
      looked.slowestMs = Math.max(looked.slowestMs, performance.now() - started);
    } catch {
      looked.failed += 1;
    }
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}

/** Median of the memory in each tenth of the time, bytes. */
function partsOf(seconds) {
  const end = seconds.at(-1).ms;
  return Array.from({ length: PARTS }, (_, at) => {
    const within = seconds.filter(({ ms }) => ms > (end * at) / PARTS && ms <= (end * (at + 1)) / PARTS);
    return within.map(({ pss }) => pss).sort((a, b) => a - b)[within.length >> 1] ?? 0;
  });
}
