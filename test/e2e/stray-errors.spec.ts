// An error that nobody catches, in a process that survives such errors.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const dist = (file: string): string => fileURLToPath(new URL(`../../dist/src/${file}`, import.meta.url));

it.each([
  ['a promise that nobody waits for', "void Promise.reject(new Error('lost in a handler'))", 'lost in a handler'],
  ['a throw in a timer', "setTimeout(() => { throw new Error('lost in a timer'); })", 'lost in a timer'],
])('%s is in the log, and the process goes on', (_what, fault, message) => {
  const program = `
    import { createLog } from ${JSON.stringify(dist('log.js'))};
    import { surviveStrayErrors } from ${JSON.stringify(dist('stray-errors.js'))};
    surviveStrayErrors(createLog('portal', 'info'));
    setTimeout(() => console.log('still here'), 50);
    ${fault};
  `;
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(out).toContain(message);
  expect(out).toContain('still here');
});
