import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^#(src|config)\/(.*)\.js$/, replacement: `${at('.')}$1/$2.ts` },
      { find: /^#(src|config)\/(.*)$/, replacement: `${at('.')}$1/$2.ts` },
    ],
  },
  test: {
    globals: true,
    include: ['{src,modules,parsers,config,test}/**/*.spec.ts'],
    exclude: ['test/browser/**', '**/node_modules/**', 'dist/**'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
