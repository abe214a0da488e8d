// macOS, `log show --style compact`: behind the time `Df sshd[501:1f2e] `, the type, the process and its number and thread.
// logd writes it, so what follows is the process's own text. man log(1)

import type { SyslogLine } from '../../event/line.js';

const MAX_HEAD_LENGTH = 128;
const HEAD = /^(?:Df|I|Db|E|F|A) {1,4}([^\s:[\]][^:[\]]{0,79})\[(\d{1,10}):[\da-f]{1,16}\] {1,2}/;

/** Sets program and pid, and returns where the message starts; -1 when there is no such head at `at`. */
export function readCompactLog(line: SyslogLine, text: string, at: number): number {
  const first = text.charCodeAt(at);
  // A, D, E, F, I
  if (first !== 65 && (first < 68 || first > 70) && first !== 73) return -1;
  const head = HEAD.exec(text.slice(at, at + MAX_HEAD_LENGTH));
  if (head === null) return -1;
  line.app = head[1]!;
  line.pid = head[2]!;
  return at + head[0].length;
}
