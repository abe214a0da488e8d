// `lanwarden user add|passwd|totp-reset|delete|list`: accounts without the portal; needs no running server.

import { Option, type Command } from 'commander';
import type { Account, AccountsService } from '#src/accounts/accounts.service.js';
import { openAccounts, type AccountsHandle } from '#src/accounts/open.js';
import { Fault } from '#src/faults.js';
import type { Role } from '#src/plugin/module.js';
import { loadCommandConfig } from './command-config.js';
import { readPassword } from './passwords-input.js';
import { renderTable } from './terminal.js';

/** Who the audit log names. */
export const ACTOR = 'command line';

interface PasswordOption {
  readonly passwordFile?: string;
}

const passwordFile = (): Option =>
  new Option('--password-file <file>', 'read the password from a file, - for standard input; left out: asks');

export default function user(command: Command): void {
  command
    .command('add <name>')
    .description('add a user')
    .addOption(
      new Option('--role <role>', 'what the user may do').choices(['viewer', 'analyst', 'admin']).default('viewer'),
    )
    .addOption(passwordFile())
    .action(async (name: string, options: PasswordOption & { role: Role }, self: Command) => {
      const password = await readPassword(options.passwordFile);
      await withAccounts(self, async ({ accounts, audit }) => {
        const account = await accounts.add(name, password, options.role);
        await audit.record({
          actor: ACTOR,
          action: 'users.added',
          target: account.name,
          outcome: 'success',
          details: { role: account.role },
        });
        console.log(`added ${account.name} (${account.role})`);
      });
    });
  command
    .command('passwd <name>')
    .description('set a new password and end the sessions of that user')
    .addOption(passwordFile())
    .action(async (name: string, options: PasswordOption, self: Command) => {
      const password = await readPassword(options.passwordFile);
      await withAccounts(self, async ({ accounts, audit, endSessions }) => {
        const account = await accounts.setPassword(name, password);
        await endSessions(account.id);
        await audit.record({ actor: ACTOR, action: 'users.password-reset', target: account.name, outcome: 'success' });
        console.log(`password of ${account.name} set`);
      });
    });
  command
    .command('totp-reset <name>')
    .description('switch the second factor of a user off (the phone is lost) and end the sessions of that user')
    .action((name: string, _options: unknown, self: Command) =>
      withAccounts(self, async ({ accounts, secondFactor, audit, endSessions }) => {
        const account = await find(accounts, name);
        await secondFactor.off(account.id);
        await endSessions(account.id);
        const action = 'users.second-factor-reset';
        await audit.record({ actor: ACTOR, action, target: account.name, outcome: 'success' });
        console.log(`${account.name} logs in with the password alone now`);
      }),
    );
  command
    .command('delete <name>')
    .description('delete a user; the last admin stays')
    .action((name: string, _options: unknown, self: Command) =>
      withAccounts(self, async ({ accounts, audit, endSessions }) => {
        const account = await accounts.remove((await find(accounts, name)).id);
        await endSessions(account.id);
        await audit.record({ actor: ACTOR, action: 'users.deleted', target: account.name, outcome: 'success' });
        console.log(`deleted ${account.name}`);
      }),
    );
  command
    .command('list')
    .description('list the users')
    .action((_options: unknown, self: Command) =>
      withAccounts(self, async ({ accounts }) => {
        const rows = (await accounts.list()).map((a) => [
          a.name,
          a.role,
          a.disabled ? 'off' : 'on',
          a.secondFactorSince === null ? 'no' : 'yes',
          day(a.createdAt),
          a.lastLoginAt === null ? 'never' : day(a.lastLoginAt),
        ]);
        process.stdout.write(
          renderTable(
            ['name', 'role', 'state', 'second factor', 'created', 'last login'].map((title) => ({ title })),
            rows,
            Infinity,
          ),
        );
      }),
    );
}

async function find(accounts: AccountsService, name: string): Promise<Account> {
  const account = await accounts.byName(name);
  if (account === undefined) throw new Fault('NOT_FOUND', `There is no user ${name}.`);
  return account;
}

/** Opens the accounts (migrating when needed), does the work, closes. */
export async function withAccounts(command: Command, work: (handle: AccountsHandle) => Promise<void>): Promise<void> {
  const handle = await openAccounts(loadCommandConfig(command).config);
  try {
    await work(handle);
  } finally {
    await handle.close();
  }
}

/** `2026-11-20 11:15` in UTC. */
export const day = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
