// How fast the portal's API answers at a given number of stored events, while nothing else happens. Median and worst of a few runs;
// `cold` is the first one.

import { loggen, report, startProgram, until } from '../helpers/program.mjs';

const RUNS = 7;

const QUERIES = [
  ['last 100 of everything', '/api/v1/events?q=&limit=100'],
  ['last 100 of a user', '/api/v1/events?q=user%3AUSER&limit=100'],
  ['two words, newest 100', '/api/v1/events?q=failed%20password&limit=100'],
  ['rare word', '/api/v1/events?q=nosuchword&limit=100'],
  ['24 h histogram by level', '/api/v1/events/histogram?q=&interval=3600000&by=level'],
  ['top 10 users', '/api/v1/events/top?q=&field=user&limit=10'],
  ['count of failures', '/api/v1/events/count?q=outcome%3Afailure'],
];

export async function query({ count = 1_000_000 } = {}) {
  const program = await startProgram();
  try {
    await loggen(['--port', program.ports.syslog, '--transport', 'tcp', '--count', count, '--mix', 'bench']);
    await until(() => program.total('stored') >= count, 600_000);
    const { events } = await program.get('/api/v1/events?q=exists%3Auser&limit=1');
    const user = encodeURIComponent(events[0]['user.name']);
    for (const [name, path] of QUERIES) {
      const times = [];
      for (let run = 0; run < RUNS; run += 1) {
        const started = performance.now();
        await program.get(`${path.replace('USER', user)}&from=-24h&to=now`);
        times.push(performance.now() - started);
      }
      const [cold] = times;
      times.sort((a, b) => a - b);
      report(name, times[RUNS >> 1], 'ms', {
        events: count,
        cold: Number(cold.toFixed(1)),
        worst: Number(times.at(-1).toFixed(1)),
      });
    }
  } finally {
    await program.dispose();
  }
}
