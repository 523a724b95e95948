import type { Node } from '../../core/node.ts';
import type { RunState } from '../../core/run.ts';

/** How a state looks everywhere: an icon of its own besides the colour, as colour alone tells nothing to many. */
export const stateIcons: Readonly<Record<RunState, Required<Pick<Node, 'icon' | 'iconColor'>>>> = {
  queued: { icon: 'clock', iconColor: 'charts.yellow' },
  running: { icon: 'sync~spin', iconColor: 'charts.blue' },
  stopping: { icon: 'sync~spin', iconColor: 'charts.yellow' },
  succeeded: { icon: 'pass', iconColor: 'charts.green' },
  failed: { icon: 'error', iconColor: 'charts.red' },
  stopped: { icon: 'circle-slash', iconColor: 'charts.foreground' },
  'timed-out': { icon: 'watch', iconColor: 'charts.red' },
  interrupted: { icon: 'debug-disconnect', iconColor: 'charts.orange' },
};
