// Loaded before the program (NODE_OPTIONS=--import): its clock is as many ms off as the file of FAULTS_CLOCK says, from 100 ms after that
// was written. As when somebody sets the machine's clock, timers and performance.now() go on as they were.

import { readFileSync } from 'node:fs';

const RealDate = Date;
const realNow = Date.now;
let offsetMs = 0;

const now = () => realNow() + offsetMs;

RealDate.now = now;
globalThis.Date = new Proxy(RealDate, {
  apply: () => new RealDate(now()).toString(),
  construct: (target, args, made) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, made === globalThis.Date ? target : made),
});

look();
setInterval(look, 100).unref();

function look() {
  try {
    offsetMs = Number(readFileSync(process.env.FAULTS_CLOCK ?? '', 'utf8'));
  } catch {
    // not written yet
  }
}
