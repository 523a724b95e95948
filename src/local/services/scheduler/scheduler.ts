/**
 * Amazon EventBridge Scheduler: schedules that really fire.
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/Welcome.html
 */
import type { Kernel } from '../../kernel.ts';
import type { LocalService, RestRoute } from '../../server/localService.ts';
import { Firing } from './firing.ts';
import { groupOperations } from './groupOperations.ts';
import { scheduleOperations } from './scheduleOperations.ts';
import { ScheduleStore } from './scheduleStore.ts';

const schedule = '/schedules/{Name}';
const group = '/schedule-groups/{Name}';
const inGroup = { groupName: 'GroupName' };
const paged = { NamePrefix: 'NamePrefix', NextToken: 'NextToken', MaxResults: 'MaxResults' };

const routes: readonly RestRoute[] = [
  { operation: 'CreateSchedule', method: 'POST', path: schedule },
  { operation: 'UpdateSchedule', method: 'PUT', path: schedule },
  { operation: 'GetSchedule', method: 'GET', path: schedule, query: inGroup },
  { operation: 'DeleteSchedule', method: 'DELETE', path: schedule, query: inGroup },
  {
    operation: 'ListSchedules',
    method: 'GET',
    path: '/schedules',
    query: { ...paged, ScheduleGroup: 'GroupName', State: 'State' },
  },
  { operation: 'ListScheduleFires', method: 'GET', path: `${schedule}/fires`, query: inGroup },
  { operation: 'CreateScheduleGroup', method: 'POST', path: group },
  { operation: 'GetScheduleGroup', method: 'GET', path: group },
  { operation: 'DeleteScheduleGroup', method: 'DELETE', path: group },
  { operation: 'ListScheduleGroups', method: 'GET', path: '/schedule-groups', query: paged },
  { operation: 'TagResource', method: 'POST', path: '/tags/{ResourceArn}' },
  { operation: 'UntagResource', method: 'DELETE', path: '/tags/{ResourceArn}', query: { TagKeys: 'TagKeys' } },
  { operation: 'ListTagsForResource', method: 'GET', path: '/tags/{ResourceArn}' },
];

export function createScheduler(kernel: Kernel): LocalService {
  const store = new ScheduleStore(kernel.store);
  const firing = new Firing(kernel, store);
  return {
    name: 'scheduler',
    protocol: { kind: 'rest-json', routes },
    operations: { ...scheduleOperations(store, firing), ...groupOperations(store, firing) },
    start: () => firing.start(),
    stop: () => firing.stop(),
  };
}
