// Channels of their own: PowerShell, Microsoft Defender, Remote Desktop.
// https://learn.microsoft.com/defender-endpoint/troubleshoot-microsoft-defender-antivirus lists Defender's ids.

import type { Row } from './events.js';
import { DETECTION_USER, NOBODY, PARAMS, USER } from './roles.js';

// prettier-ignore
export const APPLICATION_ROWS: Readonly<Record<'powershell' | 'defender' | 'terminal', readonly Row[]>> = {
  powershell: [
    ['400', 1, 'process', 'start', 'powershell_engine_started', '', NOBODY, ''],
    ['403', 1, 'process', 'end', 'powershell_engine_stopped', '', NOBODY, ''],
    ['600', 1, 'process', 'info', 'powershell_provider_started', '', NOBODY, ''],
    ['800', 1, 'process', 'info', 'powershell_pipeline_executed', '', NOBODY, ''],
    ['4103', 1, 'process', 'info', 'powershell_command_invoked', '', NOBODY, ''],
    ['4104', 2, 'process', 'info', 'powershell_script_block_executed', '', NOBODY, ''],
    ['4105', 1, 'process', 'start', 'powershell_script_block_started', '', NOBODY, ''],
    ['4106', 1, 'process', 'end', 'powershell_script_block_stopped', '', NOBODY, ''],
  ],
  defender: [
    ['1006', 4, 'malware', 'info', 'malware_detected', '', DETECTION_USER, ''],
    ['1007', 3, 'malware', 'info', 'malware_action_taken', '', DETECTION_USER, ''],
    ['1008', 5, 'malware', 'info', 'malware_action_failed', 'failure', DETECTION_USER, ''],
    ['1116', 5, 'malware', 'info', 'malware_detected', '', DETECTION_USER, ''],
    ['1117', 4, 'malware', 'info', 'malware_action_taken', 'success', DETECTION_USER, ''],
    ['1118 1119', 5, 'malware', 'info', 'malware_action_failed', 'failure', DETECTION_USER, ''],
    ['5001', 5, 'configuration', 'change', 'antivirus_protection_disabled', 'success', NOBODY, ''],
    ['5007', 3, 'configuration', 'change', 'antivirus_config_changed', 'success', NOBODY, ''],
    ['5010 5012', 4, 'configuration', 'change', 'antivirus_scanning_disabled', 'success', NOBODY, ''],
    ['1000', 1, 'malware', 'info', 'antivirus_scan_started', '', USER, ''],
    ['1001', 1, 'malware', 'info', 'antivirus_scan_finished', 'success', USER, ''],
  ],
  terminal: [
    ['21', 1, 'authentication session', 'start', 'logged_in', 'success', USER, ''],
    ['22', 1, 'session', 'start', 'session_shell_started', 'success', USER, ''],
    ['23', 1, 'authentication session', 'end', 'logged_out', 'success', USER, ''],
    ['24', 1, 'session', 'end', 'session_disconnected', 'success', USER, ''],
    ['25', 1, 'authentication session', 'start', 'session_reconnected', 'success', USER, ''],
    ['1149', 1, 'authentication', 'start', 'remote_desktop_authenticated', 'success', PARAMS, ''],
  ],
};
