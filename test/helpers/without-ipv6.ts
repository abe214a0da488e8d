// A machine without IPv6: whoever binds `::` is refused as Linux does it.

import { Socket } from 'node:dgram';
import { Server } from 'node:net';
import { vi } from 'vitest';

/** Returns what gives this machine its IPv6 back. */
export function withoutIpv6(): () => void {
  const listen = Reflect.get(Server.prototype, 'listen') as (...given: unknown[]) => Server;
  const bind = Reflect.get(Socket.prototype, 'bind') as (...given: unknown[]) => Socket;
  const ofServer = vi.spyOn(Server.prototype, 'listen').mockImplementation(function (
    this: Server,
    ...given: unknown[]
  ) {
    return (given[0] as { host?: string }).host === '::' ? refused(this, 'listen') : listen.apply(this, given);
  });
  const ofSocket = vi.spyOn(Socket.prototype, 'bind').mockImplementation(function (this: Socket, ...given: unknown[]) {
    return given[1] === '::' ? refused(this, 'bind') : bind.apply(this, given);
  });
  return () => {
    ofServer.mockRestore();
    ofSocket.mockRestore();
  };
}

function refused<T extends Server | Socket>(one: T, call: string): T {
  const error = Object.assign(new Error(`${call} EAFNOSUPPORT: address family not supported ::`), {
    code: 'EAFNOSUPPORT',
  });
  process.nextTick(() => one.emit('error', error));
  return one;
}
