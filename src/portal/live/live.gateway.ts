// One WebSocket a page at /live, many topics on it. In: {"event":"open","data":{"id","topic","params"}}, {"event":"close","data":{"id"}}.
// Out: {"event":"opened"|"data"|"error"|"closed","id",...}. Ends when the session does, the account is switched off, or its role changes;
// a topic when its module is switched off.

import type { IncomingMessage } from 'node:http';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { Fault } from '#src/faults.js';
import { Permissions } from '../access/permissions.js';
import type { Principal } from '../session/visit.js';
import { LiveConnection } from './live-connection.js';
import { LiveDoor } from './live-door.js';
import { type LiveTopic, LiveTopics } from './live-topics.js';

const HEARTBEAT_MS = 30_000;
const OVER = 'the session is over';
const SWITCHED_OFF = 'An admin switched this off.';
const id = z.string().min(1).max(40);
const openMessage = z.object({
  id,
  topic: z.string().max(100),
  params: z.record(z.string().max(100), z.unknown()).default({}),
});
const closeMessage = z.object({ id });

@WebSocketGateway({ path: '/live' })
export class LiveGateway implements OnGatewayConnection, OnGatewayDisconnect, OnModuleInit, OnModuleDestroy {
  readonly #connections = new Map<WebSocket, LiveConnection>();
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(
    private readonly door: LiveDoor,
    private readonly topics: LiveTopics,
    private readonly permissions: Permissions,
  ) {}

  onModuleInit(): void {
    this.#heartbeat = setInterval(() => void this.#checkAll(), HEARTBEAT_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#heartbeat);
    for (const socket of this.#connections.keys()) socket.close(1001, 'the portal stops');
  }

  handleConnection(socket: WebSocket, request: IncomingMessage): void {
    const visitor = this.door.enter(request);
    if (visitor === undefined) return socket.close(1013, 'too many connections');
    this.#connections.set(socket, new LiveConnection(socket, visitor));
    socket.on('pong', () => this.#connections.get(socket)?.heard());
  }

  handleDisconnect(socket: WebSocket): void {
    const connection = this.#connections.get(socket);
    if (connection === undefined) return;
    this.#connections.delete(socket);
    connection.end();
    this.door.leave(connection.visitor);
  }

  @SubscribeMessage('open')
  async open(@ConnectedSocket() socket: WebSocket, @MessageBody() body: unknown): Promise<void> {
    const connection = this.#connections.get(socket);
    const message = openMessage.safeParse(body);
    if (connection === undefined || !message.success) return;
    const topic = this.topics.find(message.data.topic);
    if (topic === undefined) return connection.tellError(message.data.id, `There is no topic ${message.data.topic}.`);
    try {
      await connection.open(message.data.id, topic, message.data.params, () => this.#admit(socket, connection, topic));
    } catch (error) {
      connection.tellError(
        message.data.id,
        error instanceof Fault ? error.message : 'This could not be opened.',
        error instanceof Fault ? error.details : undefined,
      );
    }
  }

  /** Who it is now, not at the upgrade. @throws Fault UNAUTHENTICATED, FORBIDDEN */
  async #admit(socket: WebSocket, { visitor }: LiveConnection, { permission }: LiveTopic): Promise<Principal> {
    const principal = await this.door.stillWho(visitor);
    if (principal === undefined) {
      socket.close(1008, OVER);
      throw new Fault('UNAUTHENTICATED', 'You are logged out.');
    }
    if (!this.permissions.holds(principal, permission)) throw new Fault('FORBIDDEN', 'Your role may not follow this.');
    return principal;
  }

  @SubscribeMessage('close')
  close(@ConnectedSocket() socket: WebSocket, @MessageBody() body: unknown): void {
    const message = closeMessage.safeParse(body);
    if (message.success) this.#connections.get(socket)?.close(message.data.id);
  }

  /** Ends connections of browsers that are gone and of people who are not any more who they were (the page connects anew), and topics of modules that are switched off. */
  async #checkAll(): Promise<void> {
    for (const [socket, connection] of this.#connections) {
      const { visitor } = connection;
      if (!connection.isHeard()) {
        socket.terminate();
        continue;
      }
      // A database that does not answer is no reason.
      const now = await this.door.stillWho(visitor).catch(() => visitor.principal);
      if (now === undefined) socket.close(1008, OVER);
      else if (now.role !== visitor.principal.role) socket.close(1012, 'the role has changed');
      else {
        connection.endGone((topic) => this.topics.find(topic) !== undefined, SWITCHED_OFF);
        connection.ask();
      }
    }
  }
}
