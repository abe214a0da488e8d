// What the peers share: finding a program, waiting for its end and its port.

import { existsSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';

/** Where it is: the given place, else PATH and the folders for servers that an ordinary PATH leaves out. */
export function found(name, given = undefined, folders = []) {
  if (given) return existsSync(given) ? given : undefined;
  const places = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', ...folders];
  return places.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

/** What it says goes into a file: it is shown when something went wrong (`lastWords`), and is no part of the figures. */
export function said(dir) {
  const file = openSync(join(dir, 'said.log'), 'a');
  return ['ignore', file, file];
}

export function lastWords(dir) {
  const file = join(dir, 'said.log');
  return existsSync(file) ? readFileSync(file, 'utf8').slice(-2_000) : '';
}

/** In order, else by force. */
export async function ended(child, graceMs = 30_000) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await new Promise((resolve) => child.once('exit', resolve));
  clearTimeout(timer);
}

export function canConnect(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
