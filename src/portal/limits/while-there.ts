// Whether the one who asked still waits for the answer: a closed tab, a page left, a program that was stopped.

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { finished } from 'node:stream';
import { Fault } from '#src/faults.js';
import type { PortalReply } from '../session/visit.js';

/** `(@WhileThere() signal: AbortSignal)`: aborted when who asked goes before the answer is out. */
export const WhileThere = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  whileThere(context.switchToHttp().getResponse<PortalReply>().raw),
);

/** Its reason is a Fault, which nobody will read and the log takes for none of ours. */
export function whileThere(response: ServerResponse): AbortSignal {
  return endOf(response).gone.signal;
}

/** Once the answer is out, or who asked is gone; also when that was before. */
export function whenOver(response: ServerResponse, tell: () => void): void {
  void endOf(response).over.then(tell);
}

interface End {
  readonly gone: AbortController;
  readonly over: Promise<void>;
}

const ends = new WeakMap<ServerResponse, End>();

function endOf(response: ServerResponse): End {
  const known = ends.get(response);
  if (known !== undefined) return known;
  const gone = new AbortController();
  // A streamed answer has ten listeners already, where Node begins to suspect a leak.
  response.setMaxListeners(response.getMaxListeners() + 1);
  const leave = (): void => gone.abort(new Fault('BAD_REQUEST', 'Who asked did not wait for the answer.'));
  // `finished` tells of that only a moment later, in which the work would begin.
  if (response.destroyed && !response.writableFinished) leave();
  const over = new Promise<void>((resolve) => {
    finished(response, (error) => {
      if (error) leave();
      resolve();
    });
  });
  const end = { gone, over };
  ends.set(response, end);
  return end;
}
