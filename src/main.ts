// The command line. Which commands there are stands in COMMANDS; what a command does is in its file in cli/, which is imported
// only when that command is asked for. A failure is one line on standard error and exit code 1.

import { Command } from 'commander';
import { reportFailure } from './cli/failure.js';
import { VERSION } from './version.js';

/** A command's file: adds arguments, options and the action to the command that it is given. */
export interface CommandFile {
  readonly default: (command: Command) => void;
}

interface CommandEntry {
  /** Also the name of its file in cli/. */
  readonly name: string;
  readonly summary: string;
  /** Runs until it is stopped, also when nobody reads its output any more. */
  readonly isServer?: true;
}

const COMMANDS: readonly CommandEntry[] = [
  { name: 'serve', summary: 'run the portal and the collector (default)', isServer: true },
  { name: 'collect', summary: 'run a collector alone', isServer: true },
  { name: 'parse', summary: 'decode and parse lines, print one JSON event each, store nothing' },
  { name: 'import', summary: 'store historical logs in event time' },
  { name: 'search', summary: 'search the stored events' },
  { name: 'backtest', summary: 'what rules and baselines would have found in the past, as JSON lines' },
  { name: 'loggen', summary: 'send realistic syslog to a port, or replay a file' },
  { name: 'user', summary: 'add, list and change accounts' },
  { name: 'token', summary: 'create, list and revoke API tokens and ingest keys' },
  { name: 'config', summary: 'check or print the configuration' },
  { name: 'migrate', summary: 'bring the metadata database up to date, or move to PostgreSQL (--to)' },
  { name: 'doctor', summary: 'look for what would keep Lanwarden from running well' },
];

const DEFAULT_COMMAND = 'serve';

async function run(argv: readonly string[]): Promise<void> {
  const program = makeProgram();
  try {
    await program.parseAsync(asOption(argv), { from: 'user' });
  } catch (error) {
    reportFailure(error, program);
  }
}

/** `help user` as `user --help`: the help command asks no hook, and a command's own subcommands and options come with its file. */
function asOption([first, ...rest]: readonly string[]): string[] {
  if (first === undefined) return [];
  return first === 'help' ? [...rest, '--help'] : [first, ...rest];
}

function makeProgram(): Command {
  const program = new Command('lanwarden')
    .description('A syslog server that understands, remembers and explains.')
    .version(VERSION, '--version')
    .option('--config <file>', 'configuration file (default: ./lanwarden.yaml, then /etc/lanwarden/config.yaml)')
    .option('--set <key=value>', 'set a configuration key, e.g. portal.port=8081 (repeatable)', collect)
    .option('--debug', 'print the stack of a failure')
    .configureHelp({ showGlobalOptions: true });
  for (const { name, summary } of COMMANDS) {
    program.command(name, { isDefault: name === DEFAULT_COMMAND }).description(summary);
  }
  program.hook('preSubcommand', async (_program, command) => {
    // `lanwarden search ... | head`: the reader has seen enough.
    if (!isServer(command.name()))
      process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
    const { default: define } = (await import(`./cli/${command.name()}.js`)) as CommandFile;
    define(command);
  });
  return program;
}

const isServer = (name: string): boolean =>
  COMMANDS.some((command) => command.name === name && command.isServer === true);

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

// What we write holds secrets or other people's logs: for our own user alone, whatever the folder's mode.
process.umask(0o077);
await run(process.argv.slice(2));
