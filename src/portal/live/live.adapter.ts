// Nest's ws adapter, with our door at the upgrade and a cap on what a browser may send.

import type { IncomingMessage } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import type { WebSocket, WebSocketServer } from 'ws';
import { messageOf } from '#src/faults.js';
import type { LiveDoor } from './live-door.js';

const MAX_MESSAGE_BYTES = 8_192;

type Answer = (accepted: boolean, status?: number, reason?: string) => void;

export class LiveAdapter extends WsAdapter {
  constructor(
    app: INestApplicationContext,
    private readonly door: LiveDoor,
  ) {
    super(app);
  }

  override create(port: number, options: Record<string, unknown>): unknown {
    const verifyClient = ({ req }: { req: IncomingMessage }, answer: Answer): void => {
      this.door.refuse(req).then(
        (refusal) => (refusal === undefined ? answer(true) : answer(false, refusal.status, refusal.reason)),
        () => answer(false, 503, 'try again'),
      );
    };
    // The base class types its options as those of its decorator, without ws's own.
    return super.create(port, {
      ...options,
      maxPayload: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
      verifyClient,
    } as never);
  }

  /** What a browser sends wrongly (too long, no WebSocket frame) ends its connection and is no fault of ours. */
  override bindErrorHandler(server: WebSocketServer): WebSocketServer {
    server.on('connection', (socket: WebSocket) =>
      socket.on('error', (error) => this.logger.debug(`live connection ended: ${messageOf(error)}`)),
    );
    server.on('error', (error) => this.logger.error(error));
    return server;
  }
}
