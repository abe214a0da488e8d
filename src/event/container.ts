// What a container wrote, and Docker's ways to name it. A container is called whatever somebody called it, so its name tells no program.

import type { SyslogLine } from './line.js';

/** Docker's tag is the beginning of the container's id unless it is told otherwise: that is no program. */
export function isContainerId(word: string): boolean {
  return /^[0-9a-f]{12}$/.test(word);
}

export function isOfContainer({ app, envelope }: SyslogLine): boolean {
  return hasDockerTag(app) || envelope?.kind === 'container' || envelope?.fields['container.id'] !== undefined;
}

/** The line as its program wrote it, with a time that the header's reader may have taken off where no header stood before. */
export function writtenText(line: SyslogLine): string {
  return hasDockerTag(line.app) ? line.message : line.searched;
}

/** `docker/postgres`, a usual choice for the tag of Docker's syslog driver. */
function hasDockerTag(app: string | undefined): boolean {
  return app?.startsWith('docker/') === true;
}
