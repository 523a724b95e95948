import { expect, it } from 'vitest';
import type { ConnectionId } from '../../core/connection.ts';
import { dueAlerts } from './dueAlerts.ts';

const home = { id: 'local' as ConnectionId, region: 'us-east-1', label: 'Local' };
const alert = (id: string, at: number, flags: { told?: boolean; read?: boolean } = {}) => ({
  ...{ id, at, pipeline: id, home, told: false, read: false },
  ...flags,
});
const ids = (due: ReturnType<typeof dueAlerts<ReturnType<typeof alert>>>) => ({
  single: due.single.map(({ id }) => id),
  summary: due.summary.map(({ id }) => id),
});

it('tells of what is new by itself, and of what came before in one', () => {
  const alerts = [alert('now', 100), alert('b', 40), alert('a', 30)];
  expect(ids(dueAlerts(alerts, 50, 0))).toEqual({ single: ['now'], summary: ['b', 'a'] });
});

it('tells nothing twice, and nothing that was looked at', () => {
  expect(ids(dueAlerts([alert('told', 100, { told: true }), alert('read', 100, { read: true })], 50, 0))).toEqual({
    single: [],
    summary: [],
  });
});

it('sums up what came in quiet hours, and a crowd', () => {
  expect(ids(dueAlerts([alert('b', 90), alert('a', 80)], 50, 95))).toEqual({ single: [], summary: ['b', 'a'] });
  const crowd = [alert('c', 92), alert('b', 91), alert('a', 90), alert('old', 1)];
  expect(ids(dueAlerts(crowd, 50, 0))).toEqual({ single: [], summary: ['c', 'b', 'a', 'old'] });
});
