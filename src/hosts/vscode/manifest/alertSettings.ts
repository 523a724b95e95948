import { dayNames } from '../../../platform/alerts/quietHours.ts';

/** The settings of alerts. Of a workspace that brings its own, the user says whether it may be trusted. */
export function alertSettings(text: (key: string, english: string) => string): object {
  const names = { type: 'array', items: { type: 'string', minLength: 1 }, default: ['*'] };
  const time = { type: 'string', pattern: '^([01]?\\d|2[0-3]|24):[0-5]\\d$' };
  return {
    'strata.alerts.enabled': {
      type: 'boolean',
      scope: 'window',
      default: true,
      description: text(
        'setting.alerts.enabled',
        'Tell of runs that fail, while the window is connected: once each, in one of the windows of a workspace.',
      ),
    },
    'strata.alerts.pipelines': {
      ...names,
      scope: 'window',
      markdownDescription: text(
        'setting.alerts.pipelines',
        'Whose failures are told: names of jobs, state machines, DAGs, crawlers, functions and replication tasks, with `*` for anything; or their ids, such as `glue-jobs.job/raw_to_silver`. With ids alone nothing else of an account is asked for.',
      ),
    },
    'strata.alerts.topics': {
      ...names,
      scope: 'window',
      markdownDescription: text(
        'setting.alerts.topics',
        'The topics of the local endpoint whose messages are read for failures: names, with `*` for anything.',
      ),
    },
    'strata.alerts.quietHours': {
      type: 'object',
      scope: 'window',
      default: {},
      additionalProperties: false,
      markdownDescription: text(
        'setting.alerts.quietHours',
        'When nobody is told: `{"from": "22:00", "to": "07:00", "timeZone": "Europe/Madrid", "days": ["mon", "tue"]}`. A night counts to the day on which it begins; without `days` it is every day, without `timeZone` this machine’s. What fails meanwhile is summed up afterwards.',
      ),
      properties: {
        from: time,
        to: time,
        timeZone: { type: 'string' },
        days: { type: 'array', items: { type: 'string', enum: [...dayNames] } },
      },
    },
  };
}
