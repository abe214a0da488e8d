// Groups of Linux and BSD machines whose members are, in effect, root: joining one is level 4, whichever program tells of it.

const PRIVILEGED_GROUPS: ReadonlySet<string> = new Set([
  'root',
  'sudo',
  'wheel',
  'admin',
  'docker',
  'lxd',
  'disk',
  'shadow',
]);

export function isPrivilegedGroup(group: string | undefined): boolean {
  return group !== undefined && PRIVILEGED_GROUPS.has(group);
}
