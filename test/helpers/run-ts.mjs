// Runs a TypeScript file in a process of its own: `node run-ts.mjs FILE ARGUMENTS...` calls its `main(...arguments)`.
// For tests that kill a process. Vite is there because vitest is.

import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = fileURLToPath(new URL('../../', import.meta.url));
const [file, ...args] = process.argv.slice(2);
const alias = [{ find: /^#(src|config)\/(.*)\.js$/, replacement: `${root}$1/$2.ts` }];
const { module } = await runnerImport(file, { root, configFile: false, resolve: { alias }, logLevel: 'error' });
await module.main(...args);
