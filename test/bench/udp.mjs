// UDP at offered rates: what is lost, by the sender's count and by the ledger's, and where. A fresh program for each rate.

import { report } from '../helpers/program.mjs';
import { reportRun, unstored } from './ingest.mjs';
import { measuredRun } from './measured-run.mjs';

const RATES = [20_000, 60_000, 100_000, 150_000];
const SECONDS = 60;

export async function udp({ rate, seconds = SECONDS, mix = 'bench', only = false, warm } = {}) {
  for (const offered of rate === undefined ? RATES : [Number(rate)]) {
    const count = offered * Number(seconds);
    const run = await measuredRun({ transport: 'udp', rate: offered, count, mix, isOnly: only, ...(warm && { warm }) });
    const { sent, ledger } = run;
    const more = {
      transport: 'udp',
      mix,
      stages: only ? 'parse, store, indices' : 'everything',
      offered,
      sentRate: sent.rate,
      count,
      ...(warm && { warm: Number(warm) }),
    };
    // Linux reserves twice what it grants (socket(7), SO_RCVBUF).
    report('receive buffer granted', run.receiveBufferBytes / 2, 'bytes', more);
    report('lost', ((sent.sent - ledger.stored) / sent.sent) * 100, '% of what was sent', {
      ...more,
      ...unstored(ledger, sent),
    });
    // What the sender knows and the ledger does not: 0.1 % is the promise.
    report(
      'not in the ledger',
      ((sent.sent - ledger.received - ledger.dropped) / sent.sent) * 100,
      '% of what was sent',
      more,
    );
    reportRun(run, more);
  }
}
