/** https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CreateRefreshSchedule.html and its kin */
import type { Kernel } from '../../../kernel.ts';
import { Fault } from '../../../server/fault.ts';
import type { Call, Operations } from '../../../server/operation.ts';
import { dataSetArn, needDataSet } from '../data-sets/dataSet.ts';
import { alreadyExists, notFound, quickSightOperation, resourceId } from '../quickSightOperation.ts';
import { describeSchedule, readSchedule, refreshSchedule } from './refreshSchedule.ts';
import { keyOf, type RefreshSchedules } from './refreshSchedules.ts';

const set = { DataSetId: resourceId };
const one = { ...set, ScheduleId: resourceId };
const given = { ...set, Schedule: refreshSchedule };
/** As many as a data set has on AWS. */
const mostSchedules = 5;

export function scheduleOperations(kernel: Kernel, schedules: RefreshSchedules): Operations {
  const arnOf = (call: Call, dataSetId: string, id: string) => `${dataSetArn(call, dataSetId)}/refresh-schedule/${id}`;
  const need = (call: Call, dataSetId: string, id: string) => {
    needDataSet(kernel, call.region, dataSetId);
    const found = schedules.in(call.region).get(keyOf({ dataSetId, id }));
    if (!found) throw notFound('REFRESH_SCHEDULE', `RefreshSchedule ${id} of the data set ${dataSetId} is not found`);
    return found;
  };

  return {
    CreateRefreshSchedule: quickSightOperation(given, ({ DataSetId, Schedule }, call) => {
      const { id: dataSetId, importMode } = needDataSet(kernel, call.region, DataSetId);
      if (importMode !== 'SPICE') {
        throw new Fault('PreconditionNotMetException', 'Refresh schedules are for datasets in SPICE mode');
      }
      const made = readSchedule(dataSetId, Schedule);
      const others = schedules.of(call.region, dataSetId);
      if (others.some(({ id }) => id === made.id)) {
        throw alreadyExists(
          'REFRESH_SCHEDULE',
          `RefreshSchedule ${made.id} of the data set ${dataSetId} already exists`,
        );
      }
      if (others.length >= mostSchedules) {
        throw new Fault('LimitExceededException', `A dataset has at most ${mostSchedules} refresh schedules`, 409);
      }
      schedules.put(call.region, made);
      return { ScheduleId: made.id, Arn: arnOf(call, dataSetId, made.id) };
    }),

    UpdateRefreshSchedule: quickSightOperation(given, ({ DataSetId, Schedule }, call) => {
      const found = need(call, DataSetId, Schedule.ScheduleId);
      schedules.put(call.region, readSchedule(found.dataSetId, Schedule));
      return { ScheduleId: found.id, Arn: arnOf(call, found.dataSetId, found.id) };
    }),

    DescribeRefreshSchedule: quickSightOperation(one, ({ DataSetId, ScheduleId }, call) => {
      const found = need(call, DataSetId, ScheduleId);
      const Arn = arnOf(call, DataSetId, ScheduleId);
      return { RefreshSchedule: describeSchedule(found, Arn), Arn };
    }),

    ListRefreshSchedules: quickSightOperation(set, ({ DataSetId }, call) => {
      const { id } = needDataSet(kernel, call.region, DataSetId);
      const found = schedules.of(call.region, id);
      return { RefreshSchedules: found.map((each) => describeSchedule(each, arnOf(call, id, each.id))) };
    }),

    DeleteRefreshSchedule: quickSightOperation(one, ({ DataSetId, ScheduleId }, call) => {
      const found = need(call, DataSetId, ScheduleId);
      schedules.remove(call.region, found);
      return { ScheduleId: found.id, Arn: arnOf(call, found.dataSetId, found.id) };
    }),
  };
}
