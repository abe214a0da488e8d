// syslog-ng into SQLite. Found as `syslog-ng`, or where SYSLOG_NG says (a package that was only unpacked will do).
//
// Tuned: its own table and four ordinary indices (time, host, program, severity), 20,000 rows a commit, WAL, synchronous=NORMAL, 64 MB of
// page cache. What stalled it: an initial window (log-iw-size) that is not larger than batch-lines. A path in database() is not opened:
// the folder goes into sqlite3_dbdir.

import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sqlite3 from 'sqlite3';
import { until } from '../../helpers/program.mjs';
import { canConnect, ended, found, said } from './process.mjs';

const DATABASE = 'logs.db';

export const syslogNg = {
  name: 'syslog-ng + SQLite',

  /** What is installed, or why it cannot be used. */
  look() {
    const binary = found('syslog-ng', process.env.SYSLOG_NG);
    if (binary === undefined) return { absent: 'no syslog-ng on this machine (PATH, SYSLOG_NG)' };
    const home = homeOf(binary);
    const version = /\d+\.\d+/.exec(
      execFileSync(binary, ['-V'], { encoding: 'utf8', env: home.env, timeout: 10_000 }),
    )?.[0];
    const hasSql = home.modules === undefined || existsSync(join(home.modules, 'libafsql.so'));
    if (!hasSql) return { absent: 'syslog-ng has no SQL module (syslog-ng-mod-sql, libdbd-sqlite3)' };
    return { binary, ...home, version };
  },

  async start({ binary, env, modules, version }, dir, port) {
    writeFileSync(join(dir, 'syslog-ng.conf'), configuration(version, dir, port));
    const paths = [
      ['-f', 'syslog-ng.conf'],
      ['-p', 'pid'],
      ['-R', 'persist'],
      ['-c', 'control'],
    ].flatMap(([flag, file]) => [flag, join(dir, file)]);
    const child = spawn(binary, ['-F', '--no-caps', ...paths, ...(modules ? [`--module-path=${modules}`] : [])], {
      cwd: dir,
      env,
      stdio: said(dir),
    });
    await until(() => canConnect(port), 20_000);
    const file = join(dir, DATABASE);
    return {
      processes: () => ({ 'syslog-ng': [child.pid] }),
      /** Rows are only ever added: the largest rowid is their number, and costs it nothing. */
      stored: () => (existsSync(file) ? ask(file, 'select max(rowid) as n from messages') : 0),
      counted: () => ask(file, 'select count(*) as n from messages'),
      async stop() {
        child.kill('SIGTERM');
        await ended(child);
        await ask(file, 'pragma wal_checkpoint(truncate)');
        return { disk: statSync(file).size };
      },
    };
  },
};

function configuration(version, dir, port) {
  return `@version: ${version}
@module afsocket
@module afsql
@module syslogformat
@module basicfuncs
options { keep-hostname(yes); use-dns(no); dns-cache(no); stats-freq(0); log-fifo-size(400000); };
source s { network(ip("127.0.0.1") port(${port}) transport(tcp) log-iw-size(200000) log-fetch-limit(10000) max-connections(4)); };
destination d {
  sql(type(sqlite3) database("${DATABASE}") dbd-option("sqlite3_dbdir" "${dir}") table("messages")
    columns("time INTEGER", "host TEXT", "program TEXT", "severity INTEGER", "message TEXT")
    values("\${R_UNIXTIME}", "\${HOST}", "\${PROGRAM}", "\${LEVEL_NUM}", "\${MSGHDR}\${MESSAGE}")
    indexes("time", "host", "program", "severity")
    flags(explicit-commits) batch-lines(20000) batch-timeout(500)
    session-statements("PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA cache_size=-64000"));
};
log { source(s); destination(d); flags(flow-control); };
`;
}

/** Its libraries and modules, where they lie beside it: prefix/sbin/syslog-ng, prefix/lib/syslog-ng/3.38. */
function homeOf(binary) {
  const libraries = join(dirname(dirname(binary)), 'lib/syslog-ng');
  const version = existsSync(libraries) ? readdirSync(libraries).find((name) => /^\d+\.\d+$/.test(name)) : undefined;
  const env = { ...process.env, ...(version && { LD_LIBRARY_PATH: libraries }) };
  return { env, modules: version && join(libraries, version) };
}

function ask(file, sql) {
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(file, sqlite3.OPEN_READWRITE);
    database.configure('busyTimeout', 5_000);
    database.get(sql, (error, row) => {
      database.close();
      // The table is made with the first row.
      if (error?.message.includes('no such table')) resolve(0);
      else if (error) reject(error);
      else resolve(row?.n ?? 0);
    });
  });
}
