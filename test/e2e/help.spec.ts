// `lanwarden help`: what there is, and what a command has.

import { execFileSync, spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { MAIN } from '../helpers/program.mjs';

const said = (...args: string[]): string => execFileSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });

it('names the commands, and of one its subcommands and options, as --help does', () => {
  expect(said('help')).toContain('look for what would keep Lanwarden from running well');
  expect(said('help', 'user')).toBe(said('user', '--help'));
  expect(said('help', 'user')).toContain('totp-reset');
  expect(said('help', 'import')).toContain('--map');
});

it('tells the version when it is asked, and not for a query that begins like an option', () => {
  const version = said('--version');
  expect(version).toMatch(/^\d+\.\d+\.\d+/);
  const { stdout } = spawnSync(process.execPath, [MAIN, 'search', '-Version', '--set', 'data.dir=/nowhere'], { encoding: 'utf8' }); // prettier-ignore
  expect(stdout).not.toContain(version);
});
