// Messages over UDP at a rate while something is measured, for as long as that takes.

import { loggen, until } from '../helpers/program.mjs';

/** Ends by itself then, should nobody end it. */
const SECONDS = 3_600;

/** What `measure` returns. */
export async function whileFlooded(program, rate, measure) {
  const over = new AbortController();
  const flood = loggen(
    [
      '--port',
      program.ports.syslog,
      '--transport',
      'udp',
      '--mix',
      'bench',
      '--rate',
      rate,
      '--count',
      Number(rate) * SECONDS,
    ],
    over.signal,
  );
  const measured = (async () => {
    await until(() => (program.link.health()?.ratePerSecond ?? 0) > Number(rate) / 2, 30_000);
    return measure();
  })();
  const ended = flood.then(() => {
    throw new Error('the flood ended before what was measured under it');
  });
  return Promise.race([measured, ended]).finally(() => {
    over.abort();
    return flood.catch(() => undefined);
  });
}
