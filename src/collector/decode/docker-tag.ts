// Docker's syslog driver writes the beginning of the container's id where the program stands, and its own pid: `a1b2c3d4e5f6[1234]: <line>`.
// https://docs.docker.com/engine/logging/drivers/syslog/

import { isContainerId } from '../../event/container.js';
import { makeEnvelope } from '../../event/envelope.js';
import type { SyslogLine } from '../../event/line.js';

/** Such a line becomes what the container wrote, of no program; costs a comparison of lengths for all others. */
export function readDockerTag(line: SyslogLine): void {
  const { app } = line;
  if (app?.length !== 12 || line.pid === undefined || !isContainerId(app)) return;
  line.envelope = makeEnvelope('container', {}, [{ 'container.id': app }]);
  line.app = line.pid = undefined;
  line.unwrap(line.message);
}
