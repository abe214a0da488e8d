// What vSphere's events say, the same at a host (hostd) and at vCenter (vpxd): EventManager.description.eventInfo of the vSphere API.
// https://developer.broadcom.com/xapis/vsphere-web-services-api/

import { CONFIGURATION_CHANGE, event, FILE_DELETION, GROUP_CHANGE, HOST_CHANGE, HOST_END, HOST_ERROR, HOST_INFO, HOST_START, LOGON, LOGON_INFO, SESSION_END, USER_CHANGE, USER_CREATION, USER_DELETION } from '#src/event/kinds.js'; // prettier-ignore
import { type Pattern, PatternTable } from '#src/event/patterns.js';
import { splitPeer, splitTarget } from './peer.js';

const LOGIN = event('application_login', LOGON, 1, 'success');
const REFUSED = event('application_login', LOGON, 3, 'failure');
const REJECTED = event('application_login', LOGON_INFO, 3, 'failure');
const LOGOUT = event('application_logout', SESSION_END, 1);
const STARTED = event('vm_started', HOST_START, 1);
const STOPPED = event('vm_stopped', HOST_END, 1);
const CREATED = event('vm_created', HOST_CHANGE, 1);
const CHANGED = event('vm_changed', HOST_CHANGE, 1);
const PERMISSION = event('permission_changed', USER_CHANGE, 3);
const CONFIGURED = event('config_changed', CONFIGURATION_CHANGE, 2);

/** A machine's name is anybody's choice; the host and the data center behind it are the administrator's. */
const WHERE = 'on[[ ]] <esxi.host> in <esxi.datacenter:phrase>';
const VM = '<esxi.vm:text>';

const ACCESS: readonly Pattern[] = [
  ['User <esxi.peer:phrase> logged in as <user_agent.original:text>', LOGIN, splitPeer],
  ['User <esxi.peer:phrase> logged out (login time: <_:phrase>, number of API invocations: <_>, user agent: <user_agent.original:text>)', LOGOUT, splitPeer],
  ['User <esxi.peer:text> logged out', LOGOUT, splitPeer],
  ['Cannot login user <esxi.peer:text>: no permission', REFUSED, splitPeer],
  ['Cannot login <esxi.peer:text>', REFUSED, splitPeer],
  ['Accepted password for user <user.name:text> from <source.ip>', LOGIN],
  // The same attempt as `Cannot login`, in the words of another part of hostd.
  ['Rejected password for user <user.name:text> from <source.ip>', REJECTED],
  ['Failed to authenticate user <user.name:text>', REFUSED],
  ['Authenticated user <user.name:text>', LOGIN],
]; // prettier-ignore

const MACHINES: readonly Pattern[] = [
  [`${VM} ${WHERE} is powered on`, STARTED],
  [`${VM} ${WHERE} is starting`, { ...CHANGED, 'event.type': HOST_INFO.type }],
  [`${VM} ${WHERE} is resumed`, STARTED],
  [`${VM} ${WHERE} is powered off`, STOPPED],
  [`${VM} ${WHERE} is stopping`, { ...CHANGED, 'event.type': HOST_INFO.type }],
  [`${VM} ${WHERE} is suspended`, STOPPED],
  [`Guest OS reboot for ${VM} on <esxi.host> in <esxi.datacenter:phrase>`, CHANGED],
  [`Guest OS shut down for ${VM} on <esxi.host> in <esxi.datacenter:phrase>`, STOPPED],
  [`Creating ${VM} on[[ host]] <esxi.host> in <esxi.datacenter:phrase>`, { ...CHANGED, 'event.type': HOST_INFO.type }],
  [`Created virtual machine ${VM} on <esxi.host> in <esxi.datacenter:phrase>`, CREATED],
  [`Virtual machine ${VM} was created on <esxi.host> in <esxi.datacenter:phrase>`, CREATED],
  [`Removed ${VM} on <esxi.host> from <esxi.datacenter:phrase>`, event('vm_deleted', HOST_CHANGE, 2)],
  [`Registered ${VM} on <esxi.host> in <esxi.datacenter:phrase>`, CREATED],
  [`Unregistered ${VM}`, CHANGED],
  [`Reconfigured ${VM} on <esxi.host> in <esxi.datacenter>. <esxi.change:phrase>`, CHANGED],
  [`Reconfigured ${VM} on <esxi.host> in <esxi.datacenter>`, CHANGED],
  ['Cloning <esxi.source_vm:text> on <esxi.host>, <_> in <_:phrase> to <esxi.vm:phrase> on <esxi.new_host>, <_> in <esxi.datacenter>', { ...CREATED, 'event.type': HOST_INFO.type }],
  ['<esxi.source_vm:text> cloned to <esxi.vm:phrase> on host <esxi.host> in <esxi.datacenter>', CREATED],
  ['Deployed <esxi.vm:phrase> from template <esxi.template:text> on host <esxi.host> in <esxi.datacenter>', CREATED],
  ['Migration of virtual machine <esxi.vm:text> from <esxi.host>, <_:phrase> to <esxi.new_host>, <_:phrase> completed', CHANGED],
  ['Virtual machine <esxi.vm:text> migrated from host <esxi.host>, <_:phrase> to <esxi.new_host>, <_:phrase>', CHANGED],
  ['DRS migrated <esxi.vm:text> from <esxi.host> to <esxi.new_host> in cluster <esxi.cluster:phrase> in <esxi.datacenter>', CHANGED],
  ['DRS powered on <esxi.vm:text> on <esxi.host> in <esxi.datacenter>', STARTED],
  ['Virtual machine <esxi.vm:text> was restarted on <esxi.host> since <esxi.old_host> failed', STARTED],
  ['vSphere HA restarted virtual machine <esxi.vm:text> on host <esxi.host> in cluster <esxi.cluster>', STARTED],
  ['Failed to power on <esxi.vm:text> on <esxi.host> in <esxi.datacenter>: <event.reason:phrase>', { ...STARTED, 'event.type': HOST_ERROR.type, 'event.severity': 2, 'event.outcome': 'failure' }],
  ['Task: Create virtual machine snapshot', CHANGED],
  ['Task: Remove snapshot', CHANGED],
  ['Task: Remove all snapshots', CHANGED],
  ['Task: Revert to current snapshot', CHANGED],
  ["Deletion of file or directory <file.path:text> was initiated from '<user_agent.original:phrase>@<source:host>' and completed with status 'Success'", event('file_deleted', FILE_DELETION, 2, 'success')],
  [`A ticket for ${VM} of type <esxi.ticket> on <esxi.host> in <esxi.datacenter:phrase> has been acquired`, event('device_message', HOST_INFO, 2)],
  [`Renamed ${VM} in <esxi.datacenter>`, CHANGED],
  [`Migrating ${VM} from <esxi.host>, <_:phrase> to <esxi.new_host>, <_:phrase>`, { ...CHANGED, 'event.type': HOST_INFO.type }],
  [`Migration of virtual machine ${VM} from <esxi.host> to <esxi.new_host> completed`, CHANGED],
  ['Task: <esxi.task:text>', event('device_message', HOST_INFO, 1)],
]; // prettier-ignore

const ADMINISTRATION: readonly Pattern[] = [
  ['Account <user.target.name:text> was created on host <esxi.host>', event('user_created', USER_CREATION, 3)],
  ['Account <user.target.name:text> was removed on host <esxi.host>', event('user_deleted', USER_DELETION, 3)],
  ['Account <user.target.name:text> was updated on host <esxi.host>', event('user_changed', USER_CHANGE, 2)],
  ['Permission created for <user.target.name:text> on <esxi.object:phrase>, role is <esxi.role:phrase>, propagation is <_:phrase>', PERMISSION, splitTarget],
  ['Permission changed for <user.target.name:text> on <esxi.object:phrase>, role is <esxi.role:phrase>, propagation is <_:phrase>', PERMISSION, splitTarget],
  ['Permission rule removed for <user.target.name:text> on <esxi.object:phrase>', PERMISSION, splitTarget],
  ['New role <esxi.role:text> created', { ...PERMISSION, 'event.category': CONFIGURATION_CHANGE.category }],
  ['Role <esxi.role:text> removed', { ...PERMISSION, 'event.category': CONFIGURATION_CHANGE.category }],
  ['User <user.target.name:text> was added to group <group.name>', event('group_member_added', GROUP_CHANGE, 3)],
  ['User <user.target.name:text> was removed from group <group.name>', event('group_member_removed', GROUP_CHANGE, 2)],
  ["The password for account <user.target.name:text> was changed on host <esxi.host>", event('password_changed', USER_CHANGE, 3)],
  ['Host <esxi.host> in <esxi.datacenter:phrase> has entered maintenance mode', CONFIGURED],
  ['Host <esxi.host> in <esxi.datacenter:phrase> has exited maintenance mode', CONFIGURED],
  ['Enter maintenance mode completed. All virtual machine operations are disabled<_:text>', CONFIGURED],
  ["Alarm '<esxi.alarm:text>' on <esxi.object:phrase> triggered an action", event('device_message', HOST_ERROR, 2)],
  ["Alarm '<esxi.alarm:text>' on <esxi.object:phrase> changed from <esxi.old_state> to <esxi.state>", event('device_message', HOST_ERROR, 2)],
  ['Issue detected on <esxi.host> in <esxi.datacenter:phrase>: <event.reason:text>', event('device_message', HOST_ERROR, 2)],
]; // prettier-ignore

export const EVENTS = new PatternTable([...ACCESS, ...MACHINES, ...ADMINISTRATION], 'esxi');
