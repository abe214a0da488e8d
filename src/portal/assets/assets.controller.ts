// Serves the closed list of assets.

import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../access/access.js';
import { Assets } from './assets.js';

const FOR_EVER = 'public, max-age=31536000, immutable';

@Controller()
@Public()
export class AssetsController {
  constructor(private readonly assets: Assets) {}

  @Get('assets/:hash/*')
  async file(
    @Param('hash') hash: string,
    @Param('*') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#send(name, hash, request, reply);
  }

  /** Browsers ask for it without being told. */
  @Get('favicon.ico')
  async favicon(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#send('logo.svg', '', request, reply);
  }

  async #send(name: string, hash: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const asset = this.assets.find(name);
    if (asset === undefined) return void reply.status(404).header('content-type', 'text/plain').send('No such file\n');
    const packs = asset.type !== 'image/png' && String(request.headers['accept-encoding'] ?? '').includes('gzip');
    void reply.header('content-type', asset.type).header('vary', 'accept-encoding');
    // An old address (a page loaded before an upgrade) gets the new content, but not for ever.
    void reply.header('cache-control', hash === asset.hash ? FOR_EVER : 'no-cache');
    if (packs) void reply.header('content-encoding', 'gzip');
    void reply.send(packs ? await this.assets.gzipped(name, asset) : asset.read());
  }
}
