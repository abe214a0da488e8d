// Seven projects: `unit` is everything beside its code, `alone` what of it would be in the way of others, `postgres` those of them that keep
// metadata, on a real PostgreSQL server, `e2e` runs the built program, `long` does so for longer than one waits for before a commit,
// `faults` kills it, starves it and lies to it (test/faults/README.md), `browser` drives a real Chromium.

import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { PATIENCE_MS } from './test/helpers/patience.js';

/** A test may wait for several things in turn. */
const testTimeout = 3 * PATIENCE_MS;

const root = fileURLToPath(new URL('.', import.meta.url));
/** What package.json's `imports` say of dist, said of the sources. */
const alias = [{ find: /^#(src|config)\/(.*)\.js$/, replacement: `${root}$1/$2.ts` }];
/** Of this run, for whatever tests put into the temporary folder. */
const RUN_FOLDER = 'test/helpers/run-folder.ts';
const POSTGRES = 'test/helpers/postgres-for-all.ts';
/** These run whole programs: one file after the other, so that they do not starve each other on two cores. */
const wholePrograms = {
  globalSetup: [RUN_FOLDER, 'test/helpers/built.ts'],
  fileParallelism: false,
  sequence: { groupOrder: 1 },
  testTimeout,
  hookTimeout: testTimeout,
};
/** These do little but start, and wait for that: one file a core. */
const briefPrograms = { ...wholePrograms, fileParallelism: true, maxWorkers: 2 };

/** Floods, crashes and trainings of whole programs, servers that go away and come back: some 300 s. */
const long = [
  'src/outbox/crash.spec.ts',
  'src/store/postgres/{replica,failover,closing}.spec.ts',
  'src/store/metadata/postgres/silent-server.spec.ts',
  'modules/baselines/training/{training,passed-on}.spec.ts',
  ...[
    'rules',
    'rules-replay',
    'flood',
    'unusual',
    'several-baselines',
    'baselines-crash',
    'collector-start',
    'crash',
    'cluster-kills',
    'spool',
    'import',
    'plugins',
    'deliver',
    'live-settings',
    'taken-ports',
    'postgres',
    'two-portals',
  ].map((name) => `test/e2e/${name}.spec.ts`),
];

/** What puts a module in the place of another one (`vi.mock`), which others would get, too; or sends its own process signals. */
const alone = ['src/collector/listen/tls.spec.ts'];

const setupFiles = ['test/helpers/property-seed.ts', 'test/helpers/database-stacks.ts'];

const beside = {
  // Some wait, for a server or a clock, while others work: one more than there are processors.
  maxWorkers: availableParallelism() + 1,
  sequence: { groupOrder: 0 },
  globalSetup: RUN_FOLDER,
  setupFiles,
  testTimeout,
  hookTimeout: testTimeout,
};

/** Whatever is kept in the metadata database. */
const metadata = [
  'src/{accounts,audit,settings,sources}/**/*.spec.ts',
  'src/alerts/{alert-book,reading,triage}.spec.ts',
  'src/outbox/{outbox,retention}.spec.ts',
  'src/store/metadata/migrations/*.spec.ts',
  'modules/{alerts,audit,inbox,users}/**/*.e2e.spec.ts',
  'modules/baselines/{shared,findings/*}.spec.ts',
  'modules/channels/{book/channel-notices.spec,channels.e2e.spec}.ts',
  'modules/channels/{deliveries,routing}/*.spec.ts',
  'modules/events/saved.e2e.spec.ts',
  'modules/import/import{-files,.e2e}.spec.ts',
  'modules/parsing/parsing.e2e.spec.ts',
  'modules/parsing/history/day-book.spec.ts',
  'modules/rules/{at-once,rule-book}.spec.ts',
  'modules/rules/detect/{detection,seen-book}.spec.ts',
  'modules/rules/exceptions/*.spec.ts',
  'modules/rules/watch/watch*.spec.ts',
];

export default defineConfig({
  resolve: { alias },
  test: {
    expect: { poll: { timeout: PATIENCE_MS } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{src,modules,parsers,config,test}/**/*.spec.ts'],
          exclude: ['test/{browser,e2e,faults}/**', ...alone, ...long],
          // Files share a process, and what it has imported: that costs more than most tests do. So they undo what they did to globals.
          isolate: false,
          ...beside,
          globalSetup: [RUN_FOLDER, POSTGRES],
        },
      },
      { extends: true, test: { name: 'alone', include: alone, ...beside } },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: metadata,
          globalSetup: [RUN_FOLDER, POSTGRES],
          setupFiles: ['test/helpers/property-seed.ts', 'test/helpers/on-postgres.ts'],
          sequence: { groupOrder: 0 },
          testTimeout,
          hookTimeout: testTimeout,
        },
      },
      { extends: true, test: { name: 'e2e', include: ['test/e2e/**/*.spec.ts'], exclude: long, ...briefPrograms } },
      { extends: true, test: { name: 'long', include: long, setupFiles, ...wholePrograms } },
      { extends: true, test: { name: 'faults', include: ['test/faults/**/*.spec.ts'], ...wholePrograms } },
      { extends: true, test: { name: 'browser', include: ['test/browser/**/*.spec.ts'], ...wholePrograms } },
    ],
  },
});
