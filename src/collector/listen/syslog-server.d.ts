// The npm package `syslog-server` 1.0.1 ships no types. Only what we call.

declare module 'syslog-server' {
  import type { EventEmitter } from 'node:events';

  export interface SyslogMessage {
    date: Date;
    host: string;
    message: string;
    protocol: string;
  }

  export default class SyslogServer extends EventEmitter {
    start(options: { port: number; address: string; exclusive?: boolean }): Promise<void>;
    stop(): Promise<void>;
    isRunning(): boolean;
  }
}
