#!/usr/bin/env node
// The command: builds when the sources are newer than dist (a checkout), then runs dist/src/main.js.

try {
  const { ensureBuilt } = await import('./build.mjs');
  await ensureBuilt();
} catch (error) {
  console.error(`lanwarden: ${error.message}`);
  process.exit(1);
}
await import('../dist/src/main.js');
