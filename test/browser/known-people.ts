// People whose habits are known: three weeks of logons, the last day of which is not like the others.

import type { House } from './house.js';
import { lanwarden, until } from '../helpers/program.mjs';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const DAYS = 21;
const PEOPLE = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'];
const TRAINED_MS = 60_000;

/** A host's name is log text, too. */
const ODD_HOST = '<script>alert(9)</script>';

/** Puts the past into the store. What an intruder did as alice yesterday is in it. */
export function importPast(house: House): void {
  lanwarden(['import', '--source', 'past', '-'], house.program.env, past(Date.now()).join('\n'));
}

/** The same, learned. Answers with the finding about alice. */
export async function learnPast(house: House): Promise<number> {
  importPast(house);
  await house.call('POST', '/baselines/train', {});
  return foundAlice(house);
}

/** When it is there, and the training over. */
export async function foundAlice(house: House): Promise<number> {
  let found: { readonly id: number } | undefined;
  await until(async () => {
    const { training } = (await house.call('GET', '/baselines/status')) as { training: { running?: unknown } };
    const { findings } = (await house.call('GET', '/baselines/findings?entity=user:alice&limit=1')) as {
      findings: { id: number; score: number }[];
    };
    [found] = findings;
    return (training.running ?? undefined) === undefined && found !== undefined;
  }, TRAINED_MS);
  return found!.id;
}

function past(now: number): string[] {
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const logons = Array.from({ length: DAYS * 9 * PEOPLE.length }, (_, n): [number, string] => {
    const at = Math.floor(n / (9 * PEOPLE.length));
    const person = n % PEOPLE.length;
    const hour = 8 + (Math.floor(n / PEOPLE.length) % 9);
    const time = today - (DAYS - at) * DAY_MS + hour * HOUR_MS + ((n * 7) % 50) * 60_000;
    return [time, logon(time, 'Accepted', PEOPLE[person]!, `pc-${PEOPLE[person]}`, `10.0.4.${10 + person}`)];
  });
  const night = today - DAY_MS + 3 * HOUR_MS;
  const intruder = Array.from({ length: 30 }, (_, n): [number, string] => {
    const time = night + n * 60_000;
    const host = n === 29 ? ODD_HOST : `vault${n % 10}`;
    return [time, logon(time, n < 12 ? 'Failed' : 'Accepted', 'alice', host, '203.0.113.7')];
  });
  return [...logons, ...intruder].sort(([a], [b]) => a - b).map(([, line]) => line);
}

const logon = (time: number, word: string, user: string, host: string, ip: string): string =>
  `<86>1 ${new Date(time).toISOString()} ${host} sshd 42 - - ${word} password for ${user} from ${ip} port 4711 ssh2`;
