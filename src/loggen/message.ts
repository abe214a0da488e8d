// What a mix makes: a syslog message before its header is written.

import type { Random } from './random.js';

export interface Message {
  /** facility * 8 + severity */
  readonly priority: number;
  readonly host: string;
  readonly app: string;
  readonly pid: number | undefined;
  /** `DATE_SLOT` stands for the time of sending as `YYYY-MM-DD hh:mm:ss`. */
  readonly text: string;
}

/** Same width as what replaces it. */
export const DATE_SLOT = '<<DATE OF EVENT!>>>';

export type Mix = (random: Random) => () => Message;
