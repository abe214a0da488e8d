// A password for a command: from a file, from standard input, or asked for without showing it. Never from the arguments,
// which every process on the machine can read.

import { readFileSync } from 'node:fs';
import { text as readAll } from 'node:stream/consumers';
import { Fault, messageOf } from '#src/faults.js';

/** `file`: path, or `-` for standard input. Left out: asks twice on a terminal, else reads standard input. @throws Fault USAGE */
export async function readPassword(file: string | undefined): Promise<string> {
  if (file !== undefined && file !== '-') return withoutLineBreak(readFile(file));
  if (file === '-' || !process.stdin.isTTY) return withoutLineBreak(await readAll(process.stdin));

  const password = await ask('Password: ');
  if (password !== (await ask('Again: '))) throw new Fault('USAGE', 'The two passwords differ.');
  return password;
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Fault('USAGE', `Cannot read the password file ${file}: ${messageOf(cause)}.`, { cause });
  }
}

const withoutLineBreak = (text: string): string => text.replace(/\r?\n$/, '');

function ask(prompt: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(prompt);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.resume();
  return new Promise((resolve, reject) => {
    let typed = '';
    const done = (finish: () => void): void => {
      stdin.setRawMode(false);
      stdin.pause();
      stdin.off('data', take);
      stderr.write('\n');
      finish();
    };
    const take = (chunk: string): void => {
      for (const char of chunk) {
        if (char === '\r' || char === '\n') return done(() => resolve(typed));
        if (char === '\u0003') return done(() => reject(new Fault('USAGE', 'Cancelled.')));
        typed = char === '\u007f' || char === '\b' ? [...typed].slice(0, -1).join('') : typed + char;
      }
    };
    stdin.on('data', take);
  });
}
