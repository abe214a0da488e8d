// macOS, `log show`: what stands behind the time, in its styles `compact` and `default`. logd writes it, so what follows is the process's
// own text. man log(1)
//
//   2026-11-20 10:00:01.123 Df sshd[501:1f2e] Failed password for ...
//   2026-11-20 10:00:01.123456+0100 0x1f2e     Default     0x0                  501    0    sshd: Failed password for ...

import type { SyslogLine } from '../../event/line.js';

const MAX_HEAD_LENGTH = 200;
const COMPACT = /^(?:Df|I|Db|E|F|A) {1,4}([^\s:[\]][^:[\]]{0,79})\[(\d{1,10}):[\da-f]{1,16}\] {1,2}/;
const DEFAULT =
  /^0x[\da-f]{1,16} {1,12}(?:Default|Info|Debug|Error|Fault|Activity) {1,12}0x[\da-f]{1,16} {1,24}(\d{1,10}) {1,8}\d{1,6} {1,8}([^\s:[\]][^:[\]]{0,79}): /;

/** Sets program and pid, and returns where the message starts; -1 when there is no such head at `at`. */
export function readLogShow(line: SyslogLine, text: string, at: number): number {
  const first = text.charCodeAt(at);
  // A, D, E, F, I: and the letter is a word, or half of one
  const isCompact = (first === 65 || (first >= 68 && first <= 70) || first === 73) && isShortWord(text, at);
  if (!isCompact && !text.startsWith('0x', at)) return -1;
  const head = (isCompact ? COMPACT : DEFAULT).exec(text.slice(at, at + MAX_HEAD_LENGTH));
  if (head === null) return -1;
  line.app = isCompact ? head[1]! : head[2]!;
  line.pid = isCompact ? head[2]! : head[1]!;
  return at + head[0].length;
}

const isShortWord = (text: string, at: number): boolean => text[at + 1] === ' ' || text[at + 2] === ' ';
