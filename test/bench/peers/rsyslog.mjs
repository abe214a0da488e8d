// rsyslog into PostgreSQL. Found as `rsyslogd` with ompgsql, and PostgreSQL's own programs (PATH, or /usr/lib/postgresql/N/bin).
//
// Tuned: two workers, up to 10,000 rows a transaction (ompgsql sends an INSERT a row within it; it knows no COPY), a Unix socket, a table
// with four ordinary indices (time, host, program, severity), synchronous_commit=off (its likeness to synchronous=NORMAL: a crash of the
// machine may cost the last moment, nothing is torn), 512 MB of shared buffers, 4 GB of WAL between checkpoints.

import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../helpers/program.mjs';
import { bytesBelow } from '../gauge.mjs';
import { descendantsOf } from '../tidy.mjs';
import { canConnect, ended, found, said } from './process.mjs';

/** An ended insert is looked for by what the server says of its sessions; the rows are counted once. */
const STORED = "select coalesce(sum(n_tup_ins), 0) from pg_stat_user_tables where relname = 'messages'";

export const rsyslog = {
  name: 'rsyslog + PostgreSQL',

  look() {
    const rsyslogd = found('rsyslogd', process.env.RSYSLOGD);
    if (rsyslogd === undefined) return { absent: 'no rsyslogd on this machine (PATH, RSYSLOGD)' };
    const modules = ['/usr/lib/x86_64-linux-gnu/rsyslog', '/usr/lib/aarch64-linux-gnu/rsyslog', '/usr/lib64/rsyslog', '/usr/lib/rsyslog']; // prettier-ignore
    if (!modules.some((folder) => existsSync(join(folder, 'ompgsql.so'))))
      return { absent: 'rsyslog has no ompgsql (rsyslog-pgsql)' };
    const postgres = found('postgres', undefined, postgresFolders());
    const psql = found('psql', undefined, postgresFolders());
    if (postgres === undefined || psql === undefined) return { absent: 'no PostgreSQL server on this machine' };
    const owner = ownerOfServer();
    if (owner === undefined) return { absent: 'PostgreSQL does not run as root, and there is no account "postgres"' };
    const version = /\d+\.\d+\S*/.exec(execFileSync(rsyslogd, ['-v'], { encoding: 'utf8' }))?.[0];
    return { rsyslogd, postgres, psql, owner, version };
  },

  async start({ rsyslogd, postgres, psql, owner }, dir, port) {
    const database = await startPostgres(postgres, psql, owner, dir);
    database.ask('create table messages (time timestamptz, host text, program text, severity smallint, message text)');
    for (const column of ['time', 'host', 'program', 'severity']) database.ask(`create index on messages (${column})`);
    writeFileSync(join(dir, 'rsyslog.conf'), configuration(dir, port, database.sockets));
    const child = spawn(rsyslogd, ['-n', '-f', join(dir, 'rsyslog.conf'), '-i', join(dir, 'rsyslog.pid')], {
      stdio: said(dir),
    });
    await until(() => canConnect(port), 20_000);
    return {
      processes: () => ({ rsyslog: [child.pid], postgres: [database.child.pid, ...descendantsOf(database.child.pid)] }),
      stored: () => Number(database.ask(STORED)),
      counted: () => Number(database.ask('select count(*) from messages')),
      /** Sessions that write nothing any more, since so many ms. */
      quietMs: () => Number(database.ask(QUIET)),
      async stop() {
        child.kill('SIGTERM');
        await ended(child);
        const disk = Number(database.ask("select pg_total_relation_size('messages')"));
        // Fast shutdown: sessions are closed, what is committed is kept.
        database.child.kill('SIGINT');
        await ended(database.child);
        return { disk, allDisk: bytesBelow(join(dir, 'postgres')) };
      },
    };
  },
};

const QUIET = `select coalesce(min(case when state = 'idle' then extract(epoch from clock_timestamp() - state_change) * 1000 else 0 end), 0)
  from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`;

function configuration(dir, port, sockets) {
  return `global(workDirectory="${dir}" maxMessageSize="64k")
module(load="imtcp" maxSessions="10")
module(load="ompgsql")
template(name="row" type="list" option.stdsql="on") {
  constant(value="INSERT INTO messages VALUES ('") property(name="timereported" dateFormat="pgsql")
  constant(value="','") property(name="hostname")
  constant(value="','") property(name="programname")
  constant(value="',") property(name="syslogseverity")
  constant(value=",'") property(name="syslogtag") property(name="msg") constant(value="')")
}
ruleset(name="in" queue.type="FixedArray" queue.size="400000" queue.dequeueBatchSize="10000" queue.workerThreads="1") {
  action(type="ompgsql" server="${sockets}" port="5432" db="postgres" user="postgres" pass="" template="row"
    queue.type="FixedArray" queue.size="400000" queue.dequeueBatchSize="10000"
    queue.workerThreads="2" queue.workerThreadMinimumMessages="5000"
    queue.timeoutEnqueue="600000" action.resumeRetryCount="-1")
}
input(type="imtcp" address="127.0.0.1" port="${port}" ruleset="in")
`;
}

async function startPostgres(postgres, psql, owner, dir) {
  // The folders above are closed to others; this one is its own.
  chmodSync(dir, 0o711);
  const home = join(dir, 'postgres');
  mkdirSync(home, { mode: 0o700 });
  chownSync(home, owner.uid, owner.gid);
  const as = { ...owner, cwd: home, env: { ...process.env, LC_ALL: 'C.UTF-8' } };
  const initdb = postgres.replace(/postgres$/, 'initdb');
  execFileSync(initdb, ['-D', join(home, 'data'), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'], { ...as, stdio: 'pipe' }); // prettier-ignore
  const settings = {
    listen_addresses: '',
    unix_socket_directories: home,
    port: 5432,
    logging_collector: 'off',
    shared_buffers: '512MB',
    max_wal_size: '4GB',
    synchronous_commit: 'off',
    wal_compression: 'off',
    max_connections: 20,
    log_min_messages: 'error',
    checkpoint_timeout: '15min',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(postgres, ['-D', join(home, 'data'), ...options], {
    ...as,
    stdio: ['ignore', 'inherit', 'ignore'],
  });
  const ask = (sql) =>
    execFileSync(psql, ['-X', '-A', '-t', '-q', '-h', home, '-U', 'postgres', '-d', 'postgres', '-c', sql], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  await until(() => ask('select 1') === '1', 30_000);
  return { child, ask, sockets: home };
}

/** Newest first. */
function postgresFolders() {
  const all = '/usr/lib/postgresql';
  if (!existsSync(all)) return [];
  return readdirSync(all).sort((a, b) => Number(b) - Number(a)).map((version) => join(all, version, 'bin')); // prettier-ignore
}

/** PostgreSQL refuses to be root: then it runs as its own account. */
function ownerOfServer() {
  if (process.getuid?.() !== 0) return { uid: process.getuid(), gid: process.getgid() };
  try {
    const id = (flag) =>
      Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}
